"""The scenes of `graft data shapes` as arrays, and what each patch of an image should know of them, in numbers only."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SIDE, PATCH = 64, 8
GRID = SIDE // PATCH
SHAPES, COLORS, SIZES, MOST = 6, 8, 2, 5
PLACES = 9
# A patch belongs to an object whose box covers this much of it; between the two limits it is not asked.
COVERED, FREE = 0.45, 0.08
GREY = 0.25
SHAPE, COLOR, SIZE, X, Y, LEFT, TOP, RIGHT, BOTTOM = range(9)


@dataclass
class Scenes:
    """images [N, 64, 64, 3] uint8; objects [N, 5, 9] float from back to front, the columns above; counts [N]."""

    images: torch.Tensor
    objects: torch.Tensor
    counts: torch.Tensor

    def __len__(self):
        return len(self.counts)


def read(folder):
    """One split: scenes.jsonl and its images."""
    folder = Path(folder)
    lines = [json.loads(line) for line in (folder / "scenes.jsonl").open()]
    images = np.empty((len(lines), SIDE, SIDE, 3), np.uint8)
    objects = np.zeros((len(lines), MOST, 9), np.float32)
    for i, line in enumerate(lines):
        images[i] = np.asarray(Image.open(folder / line["image"]).convert("RGB"))
        for j, o in enumerate(line["objects"]):
            objects[i, j] = [o["shape"], o["color"], o["size"], *o["center"], *o["box"]]
    counts = torch.tensor([len(line["objects"]) for line in lines])
    return Scenes(torch.from_numpy(images), torch.from_numpy(objects), counts)


def pixels(images):
    """What ViTImageProcessor makes of them: [N, 3, 64, 64] in [-1, 1]."""
    return images.permute(0, 3, 1, 2).float() / 127.5 - 1


def augment(images, objects, generator):
    """Half of the images mirrored left to right; brightness, contrast and noise that leave a colour what it is. Some lose
    their colours (`grey`), so that a shape is known without them. Never a colour for another: that would show pairs of
    shape and colour that the data withhold."""
    n = len(images)
    mirrored = torch.rand(n, generator=generator) < 0.5
    values = pixels(images)
    values = torch.where(mirrored[:, None, None, None], values.flip(3), values)
    objects = objects.clone()
    turned = objects[mirrored]
    turned[..., X] = SIDE - turned[..., X]
    turned[..., LEFT], turned[..., RIGHT] = SIDE - objects[mirrored][..., RIGHT], SIDE - objects[mirrored][..., LEFT]
    objects[mirrored] = turned
    grey = torch.rand(n, generator=generator) < GREY
    mix = torch.rand(n, 3, generator=generator) + 0.1
    mixed = torch.einsum("nchw,nc->nhw", values, mix / mix.sum(1, keepdim=True))[:, None]
    values = torch.where(grey[:, None, None, None], mixed, values)
    shift = torch.empty(n, 3, 1, 1).uniform_(-0.05, 0.05, generator=generator)
    contrast = torch.empty(n, 1, 1, 1).uniform_(0.92, 1.08, generator=generator)
    spread = torch.empty(n, 1, 1, 1).uniform_(0, 0.04, generator=generator)
    noise = torch.empty(values.shape).normal_(generator=generator)
    return (values * contrast + shift + spread * noise).clamp(-1, 1), objects, grey


def seen_pairs(data):
    """Whether a split shows an object of this colour and this shape: [8, 6]."""
    there = torch.arange(MOST)[None] < data.counts[:, None]
    seen = torch.zeros(COLORS, SHAPES, dtype=torch.bool)
    seen[data.objects[..., COLOR][there].long(), data.objects[..., SHAPE][there].long()] = True
    return seen


@dataclass
class Targets:
    """What is true of each patch, [N, 64] and raster order: `owned` 1, 0 or -1 (not asked); `center`, whether it holds an
    object's centre; then of the owner, where there is one, `shape`, `color`, `size`, `place` and `offset` [N, 64, 2] from
    the patch's middle to the object's centre in patches. Of the whole image: `total`, and how many of each shape, of
    each colour and in each place."""

    owned: torch.Tensor
    center: torch.Tensor
    shape: torch.Tensor
    color: torch.Tensor
    size: torch.Tensor
    place: torch.Tensor
    offset: torch.Tensor
    total: torch.Tensor
    shapes: torch.Tensor
    colors: torch.Tensor
    places: torch.Tensor


def targets(objects, counts):
    """The truth for scenes [N, 5, 9] of which the first counts[N] rows are objects."""
    there = torch.arange(MOST)[None] < counts[:, None]
    edge = torch.arange(GRID) * PATCH
    corner_x, corner_y = edge.repeat(GRID), edge.repeat_interleave(GRID)

    def overlap(low, high, corner):
        return (torch.minimum(high[..., None], corner + PATCH) - torch.maximum(low[..., None], corner)).clamp(min=0)

    covered = overlap(objects[..., LEFT], objects[..., RIGHT], corner_x) / PATCH
    covered = covered * overlap(objects[..., TOP], objects[..., BOTTOM], corner_y) / PATCH * there[..., None]
    x, y = objects[..., X, None], objects[..., Y, None]
    holds = (x >= corner_x) & (x < corner_x + PATCH) & (y >= corner_y) & (y < corner_y + PATCH) & there[..., None]
    # Of several the one in front wins, and one whose centre the patch holds wins over all.
    front = torch.arange(MOST)[None, :, None] * 0.02
    score, owner = (covered + holds * 4 + front * (covered > 0)).max(1)
    most = covered.max(1).values
    center = holds.any(1)
    owned = torch.where(center | (most >= COVERED), 1, torch.where(most <= FREE, 0, -1))

    def of_owner(column):
        return objects[..., column].gather(1, owner)

    third = torch.div(objects[..., [X, Y]] * 3, SIDE, rounding_mode="floor").clamp(0, 2)
    place = (third[..., 1] * 3 + third[..., 0]).long()
    middle = torch.stack([corner_x, corner_y], -1) + PATCH / 2
    offset = (torch.stack([of_owner(X), of_owner(Y)], -1) - middle) / PATCH

    def tally(kind, classes):
        return (torch.nn.functional.one_hot(kind.long(), classes) * there[..., None]).sum(1)

    return Targets(
        owned, center.float(), of_owner(SHAPE).long(), of_owner(COLOR).long(), of_owner(SIZE).long(),
        place.gather(1, owner), offset, counts - 1, tally(objects[..., SHAPE], SHAPES), tally(objects[..., COLOR], COLORS),
        tally(place, PLACES))
