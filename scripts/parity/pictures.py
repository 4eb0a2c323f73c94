"""Five pictures of awkward sizes, made anew from a seed."""
import pathlib

import numpy
from PIL import Image

SIZES = {"wide.png": (333, 217), "tall.png": (97, 181), "large.jpg": (640, 479), "small.png": (41, 37), "strip.png": (500, 123)}


def make(folder: pathlib.Path):
    """The pictures' files: soft colours with noise and a box of one colour."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, (width, height)) in enumerate(SIZES.items()):
        random = numpy.random.default_rng(seed)
        soft = Image.fromarray((random.random((6, 6, 3)) * 255).astype("uint8")).resize((width, height), Image.BICUBIC)
        levels = numpy.asarray(soft).astype(float) + random.normal(0, 12, (height, width, 3))
        levels[height // 4 : height // 2, width // 3 : width // 2] = random.random(3) * 255
        Image.fromarray(levels.clip(0, 255).astype("uint8")).save(folder / name)
    return [folder / name for name in SIZES]
