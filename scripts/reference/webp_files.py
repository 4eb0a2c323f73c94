"""Writes small WebP files of every kind, and the checksums of what Pillow's convert("RGB") makes of them, for WebpFileTest.

The pictures are made by formula and written by libwebp, all of whose settings are used, more than Pillow passes on. One line a
case: name, width, height, CRC-32 of the RGB bytes, the file in base 64.

    python scripts/reference/webp_files.py > backbones/src/test/resources/dev/graft/backbones/image/webp/cases.txt

Made with Pillow 12.3.0 (libwebp 1.6.0) and, for writing, libwebp 1.2.4 (its `libwebp.so.7`).
"""

import base64
import ctypes
import ctypes.util
import io
import struct
import zlib

import numpy as np
from PIL import Image

C = ctypes
LIB = C.CDLL(ctypes.util.find_library("webp"))
ABI = 0x0200
BYTES = C.POINTER(C.c_uint8)
WRITER = C.CFUNCTYPE(C.c_int, BYTES, C.c_size_t, C.c_void_p)


class Config(C.Structure):
    """WebPConfig of libwebp's encode.h."""

    _fields_ = [(name, C.c_float if name in ("quality", "target_psnr") else C.c_int) for name in (
        "lossless quality method hint target_size target_psnr segments sns_strength filter_strength filter_sharpness"
        " filter_type autofilter alpha_compression alpha_filtering alpha_quality passes show_compressed preprocessing"
        " partitions partition_limit emulate_jpeg_size thread_level low_memory near_lossless exact delta_palette"
        " sharp_yuv qmin qmax").split()]


class Picture(C.Structure):
    """WebPPicture of libwebp's encode.h."""

    _fields_ = [
        ("use_argb", C.c_int), ("colorspace", C.c_int), ("width", C.c_int), ("height", C.c_int),
        ("y", BYTES), ("u", BYTES), ("v", BYTES), ("y_stride", C.c_int), ("uv_stride", C.c_int),
        ("a", BYTES), ("a_stride", C.c_int), ("pad1", C.c_uint32 * 2),
        ("argb", C.c_void_p), ("argb_stride", C.c_int), ("pad2", C.c_uint32 * 3),
        ("writer", WRITER), ("custom", C.c_void_p), ("extra_type", C.c_int), ("extra", BYTES), ("stats", C.c_void_p),
        ("error", C.c_int), ("progress", C.c_void_p), ("user", C.c_void_p), ("pad3", C.c_uint32 * 3),
        ("pad4", BYTES), ("pad5", BYTES), ("pad6", C.c_uint32 * 8), ("memory", C.c_void_p), ("memory_argb", C.c_void_p),
        ("pad7", C.c_void_p * 2)]


def encode(pixels, **settings):
    """The WebP file of RGB or RGBA pixels of [height, width, channels]."""
    config = Config()
    assert LIB.WebPConfigInitInternal(C.byref(config), 0, C.c_float(75), ABI)
    for name, value in settings.items():
        assert hasattr(config, name), name
        setattr(config, name, value)
    picture = Picture()
    assert LIB.WebPPictureInitInternal(C.byref(picture), ABI)
    height, width, channels = pixels.shape
    picture.width, picture.height = width, height
    picture.use_argb = config.lossless
    written = bytearray()
    writer = WRITER(lambda data, size, _: written.extend(C.string_at(data, size)) or 1)
    picture.writer = writer
    data = np.ascontiguousarray(pixels).tobytes()
    load = LIB.WebPPictureImportRGB if channels == 3 else LIB.WebPPictureImportRGBA
    assert load(C.byref(picture), data, width * channels)
    assert LIB.WebPEncode(C.byref(config), C.byref(picture)), picture.error
    LIB.WebPPictureFree(C.byref(picture))
    return bytes(written)


def decode(file):
    image = Image.open(io.BytesIO(file)).convert("RGB")
    return image.size, image.tobytes()


def chunks(file):
    at = 12
    while at < len(file):
        size = struct.unpack("<I", file[at + 4 : at + 8])[0]
        yield file[at : at + 4], file[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)


def riff(*parts):
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) & 1) for k, d in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def three(number):
    return struct.pack("<I", number)[:3]


def grid(width, height, channels=3):
    return (np.arange(width)[None, :, None], np.arange(height)[:, None, None], np.arange(channels)[None, None, :])


def smooth(width, height, channels=3):
    x, y, c = grid(width, height, channels)
    return (127 + 120 * np.sin(x / 5.0 + c) * np.cos(y / 4.0 - c)).astype(np.uint8)


def noise(width, height, channels=3):
    x, y, c = grid(width, height, channels)
    return ((x * 37 + y * 91 + c * 53 + x * y * 7 + x * x * c) & 255).astype(np.uint8)


def edges(width, height, channels=3):
    x, y, c = grid(width, height, channels)
    return (((x // 7 + y // 5 + c) % 3) * 90 + ((x * y) % 11 == 0) * 60).astype(np.uint8)


def colors(count, width, height):
    return noise(count, 1)[0][noise(width, height, 1)[:, :, 0].astype(int) % count]


def animation(first, left, top, width, height, flags=2):
    """A frame that is smaller than its canvas, and another of the whole."""
    frames = []
    for file, x, y in ((first, left, top), (encode(smooth(width, height)), 0, 0)):
        w, h = decode(file)[0]
        head = three(x // 2) + three(y // 2) + three(w - 1) + three(h - 1) + three(100) + b"\0"
        frames.append((b"ANMF", head + riff(*[c for c in chunks(file) if c[0] != b"VP8X"])[12:]))
    head = bytes([flags, 0, 0, 0]) + three(width - 1) + three(height - 1)
    return riff((b"VP8X", head), (b"ANIM", b"\1\2\3\4\0\0"), *frames)


def damaged(seed):
    """A lossy file with another head than an encoder would write, which Pillow reads."""
    random = np.random.RandomState(seed)
    while True:
        file = bytearray(encode(edges(37, 35), quality=20))
        for _ in range(2):
            file[random.randint(30, 60)] = random.randint(256)
        try:
            decode(bytes(file))
            return bytes(file)
        except OSError:
            pass


def cases():
    for width, height in ((1, 1), (2, 1), (1, 2), (3, 3), (15, 17), (16, 16), (33, 7)):
        yield f"lossy-{width}x{height}", encode(noise(width, height), quality=60)
    for quality in (0, 30, 100):
        yield f"quality-{quality}", encode(smooth(35, 37), quality=quality)
    yield "noise", encode(noise(34, 18), quality=90)
    yield "segments", encode(np.vstack([smooth(50, 32), edges(50, 33)]), quality=40, segments=4, sns_strength=100)
    for sharpness in (0, 3, 7):
        yield f"simple-filter-{sharpness}", encode(
            edges(36, 36), quality=20, filter_type=0, filter_strength=100, filter_sharpness=sharpness)
        yield f"normal-filter-{sharpness}", encode(
            smooth(36, 36), quality=5, filter_type=1, filter_strength=100, filter_sharpness=sharpness)
    yield "no-filter", encode(edges(36, 36), quality=20, filter_strength=0)
    yield "partitions", encode(edges(30, 70), quality=30, partitions=3)
    yield "fast", encode(smooth(34, 33), quality=50, method=0)
    yield "alpha-raw", encode(smooth(19, 21, 4), quality=50, alpha_compression=0)
    for kind in (0, 1, 2):
        yield f"alpha-{kind}", encode(smooth(19, 21, 4), quality=50, alpha_compression=1, alpha_filtering=kind)
    for count in (1, 2, 4, 16, 17):
        yield f"palette-{count}", encode(colors(count, 21, 9), lossless=1)
    for width, height in ((1, 1), (3, 2), (33, 7)):
        yield f"lossless-{width}x{height}", encode(noise(width, height, 4), lossless=1, exact=1)
    for method in (0, 6):
        yield f"lossless-{method}", encode(smooth(40, 24), lossless=1, method=method, quality=100)
    yield "repeats", encode(np.tile(noise(9, 8), (4, 5, 1)), lossless=1)
    lossy = list(chunks(encode(smooth(20, 18), quality=50)))
    head = bytes([0x2C, 0, 0, 0]) + three(19) + three(17)
    yield "notes", riff((b"VP8X", head), (b"ICCP", b"odd"), *lossy, (b"EXIF", b"Exif\0\0"), (b"XMP ", b"<x/>"))
    yield "behind-the-end", riff(*lossy) + b"something else"
    yield "animated-lossy", animation(encode(edges(18, 11), quality=50), 6, 4, 40, 30)
    yield "animated-alpha", animation(encode(smooth(18, 11, 4), quality=50), 22, 18, 40, 30, 18)
    yield "animated-lossless", animation(encode(colors(3, 17, 9), lossless=1), 2, 0, 20, 16)
    for seed in range(6):
        yield f"damaged-{seed}", damaged(seed)


if __name__ == "__main__":
    for name, file in cases():
        (width, height), rgb = decode(file)
        print(name, width, height, f"{zlib.crc32(rgb):08x}", base64.b64encode(file).decode())
