"""The linear heads that teach the encoder and are thrown away, their loss, and what they get right."""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, smooth_l1_loss

from scenes import COLORS, GRID, MOST, PLACES, SHAPES, SIZES

# Shape, colour and size have heads of their own, so that a pair that was never seen is read as well as any other.
PATCH_HEADS = {"owned": 1, "center": 1, "shape": SHAPES, "color": COLORS, "size": SIZES, "place": PLACES, "offset": 2,
               "row": GRID, "column": GRID}
IMAGE_HEADS = {"total": MOST, "shapes": SHAPES * (MOST + 1), "colors": COLORS * (MOST + 1), "places": PLACES}
WEIGHTS = {"owned": 1, "center": 2, "shape": 2, "color": 1, "size": 0.5, "place": 0.3, "offset": 1, "row": 0.05,
           "column": 0.05, "total": 0.3, "shapes": 0.3, "colors": 0.3, "places": 0.3}
# How much a missed centre weighs against a false one; at the logit log(MARK) both are as likely.
MARK = 2.0


class Heads(nn.Module):
    """From last_hidden_state [N, 65, width]: logits of the patches by name, and of the image from its class token."""

    def __init__(self, width):
        super().__init__()
        self.patch = nn.Linear(width, sum(PATCH_HEADS.values()))
        self.image = nn.Linear(width, sum(IMAGE_HEADS.values()))

    def forward(self, states):
        patch = self.patch(states[:, 1:]).float().split(list(PATCH_HEADS.values()), -1)
        image = self.image(states[:, 0]).float().split(list(IMAGE_HEADS.values()), -1)
        return dict(zip(PATCH_HEADS, patch)) | dict(zip(IMAGE_HEADS, image))


@dataclass
class Given:
    """What the training data cannot answer: `seen` [8, 6], the pairs of colour and shape that they show, and `grey` [N],
    the images without colours."""

    seen: torch.Tensor
    grey: torch.Tensor


def among_seen(logits, truth, given):
    """Shape and colour as a choice among what the data show with the object's other attribute. Otherwise the encoder
    would learn that no red object is a circle, if there is no red circle, and could not read one."""
    shapes = given.seen[truth.color] | given.grey[:, None, None]
    colors = given.seen.T[truth.shape]
    return logits | {"shape": logits["shape"].masked_fill(~shapes, -1e4),
                     "color": logits["color"].masked_fill(~colors, -1e4)}


def losses(logits, truth, given=None):
    """Each head's mean loss by name. An object's patches weigh as much together whatever its size, and the one with its
    centre as much as all the others. In training `given` leaves out what cannot be learnt."""
    colored = torch.ones(len(truth.total))
    if given:
        logits, colored = among_seen(logits, truth, given), (~given.grey).float()
    asked = (truth.owned >= 0).float()
    mine = (truth.owned == 1).float() * torch.where(truth.size == 1, 0.25, 0.6) + 0.8 * truth.center
    mine = mine / mine.sum()
    result = {
        "owned": (binary_cross_entropy_with_logits(
            logits["owned"][..., 0], truth.owned.clamp(min=0).float(), reduction="none") * asked).sum() / asked.sum(),
        "center": binary_cross_entropy_with_logits(
            logits["center"][..., 0], truth.center, pos_weight=torch.tensor(MARK)),
        "offset": (smooth_l1_loss(logits["offset"], truth.offset, reduction="none", beta=0.3).sum(-1) * mine).sum(),
        "total": cross_entropy(logits["total"], truth.total),
        "places": binary_cross_entropy_with_logits(logits["places"], (truth.places > 0).float()),
    }
    for name in ("shape", "color", "size", "place"):
        each = cross_entropy(logits[name].transpose(1, 2), getattr(truth, name), reduction="none")
        result[name] = (each * (mine * colored[:, None] if name == "color" else mine)).sum()
    for name in ("shapes", "colors"):
        number = getattr(truth, name)
        each = cross_entropy(logits[name].reshape(*number.shape, -1).transpose(1, 2), number, reduction="none")
        result[name] = (each * (colored[:, None] if name == "colors" else 1)).mean()
    position = torch.arange(GRID * GRID).expand(len(truth.total), -1)
    result["row"] = cross_entropy(logits["row"].transpose(1, 2), position // GRID)
    result["column"] = cross_entropy(logits["column"].transpose(1, 2), position % GRID)
    return result


def loss(parts):
    """The weighted sum that is trained."""
    return sum(WEIGHTS[name] * part for name, part in parts.items())


def correct(logits, truth):
    """By name, how many answers are right and how many were asked. Attributes: at the patch with an object's centre
    (`shape`) and at the object's other patches (`shape_beside`). `center`: images whose centres are marked exactly."""
    result = {}

    def count(name, right, asked):
        result[name] = ((right & asked).sum().item(), asked.sum().item())

    at_center = truth.center > 0
    beside = (truth.owned == 1) & ~at_center
    for name in ("shape", "color", "size", "place"):
        right = logits[name].argmax(-1) == getattr(truth, name)
        count(name, right, at_center)
        count(name + "_beside", right, beside)
    count("owned", (logits["owned"][..., 0] > 0) == (truth.owned == 1), truth.owned >= 0)
    marked = logits["center"][..., 0] > math.log(MARK)
    every = torch.ones(len(at_center), dtype=torch.bool)
    count("center", (marked == at_center).all(1), every)
    count("number_of_marks", marked.sum(1) == at_center.sum(1), every)
    count("total", logits["total"].argmax(-1) == truth.total, every)
    for name in ("shapes", "colors"):
        number = getattr(truth, name)
        got = logits[name].reshape(*number.shape, MOST + 1).argmax(-1)
        count(name, got == number, torch.ones_like(got, dtype=torch.bool))
        count(name + "_present", got == number, number > 0)
    occupied = truth.places > 0
    count("places", (logits["places"] > 0) == occupied, torch.ones_like(occupied))
    return result
