"""Writes the checksums of Pillow's resizes that ResamplerTest compares with.

The images are made by formula, here and in the test, so that no picture is copied. One line a case:
pattern, width, height, new width, new height, PIL filter code, CRC-32 of the resized RGB bytes.

    python scripts/reference/pillow_resize.py > backbones/src/test/resources/dev/graft/backbones/pillow_resize.txt

Made with Pillow 12.3.0.
"""

import zlib

import numpy as np
import PIL
from PIL import Image

SIZES = [
    ((64, 64), (256, 256)),
    ((64, 64), (224, 224)),
    ((100, 80), (28, 22)),
    ((97, 61), (33, 47)),
    ((33, 47), (97, 61)),
    ((61, 97), (61, 30)),
    ((61, 97), (30, 97)),
    ((61, 97), (61, 97)),
    ((1, 200), (1, 13)),
    ((200, 1), (13, 1)),
    ((1, 37), (224, 8288)),
    ((300, 2), (3, 50)),
    ((2, 300), (50, 3)),
    ((1, 1), (7, 5)),
    ((5, 3), (1, 1)),
    ((333, 250), (298, 224)),
    ((640, 480), (32, 32)),
    ((1000, 800), (280, 224)),
    ((7, 7), (8, 8)),
    ((8, 8), (7, 7)),
]


def pattern(kind, width, height):
    x = np.arange(width, dtype=np.int64)[None, :, None]
    y = np.arange(height, dtype=np.int64)[:, None, None]
    c = np.arange(3, dtype=np.int64)[None, None, :]
    if kind == "noise":
        values = x * x * (c + 1) + 31 * y + 17 * x * y + 97 * c + (x ^ y) * 5
    else:  # hard edges, which make the filters with negative lobes overshoot
        values = ((x // 3 + y // 2 + c) & 1) * 255
    return np.broadcast_to(values & 255, (height, width, 3)).astype(np.uint8)


if __name__ == "__main__":
    print("# Pillow", PIL.__version__)
    for kind in ("noise", "edges"):
        for (width, height), size in SIZES:
            image = Image.fromarray(pattern(kind, width, height))
            for code in range(6):
                resized = image.resize(size, resample=code)
                print(kind, width, height, *size, code, f"{zlib.crc32(resized.tobytes()):08x}")
