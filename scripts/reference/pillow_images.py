"""Writes small image files of every kind and what Pillow's convert("RGB") makes of them, for ImagesTest.

The pictures are made by formula. Beside the files, expected.txt has one line a file: name, width, height, and the RGB
bytes in base 64.

    python scripts/reference/pillow_images.py backbones/src/test/resources/dev/graft/backbones/images

Made with Pillow 12.3.0.
"""

import base64
import io
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image

W, H = 13, 9
x = np.arange(W)[None, :, None]
y = np.arange(H)[:, None, None]
c = np.arange(4)[None, None, :]
smooth = (127 + 120 * np.sin(x / 3.0 + c) * np.cos(y / 2.0 - c)).astype(np.uint8)
noise = ((x * 37 + y * 91 + c * 53 + x * y * 7) & 255).astype(np.uint8)


def png(color_type, depth, rows, interlace=0, extra=()):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + row for row in rows)
    header = struct.pack(">IIBBBBB", W, H, depth, color_type, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*e) for e in extra)
            + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def packed(values, depth):
    """Rows of samples of 1, 2 or 4 bits."""
    rows = []
    for row in values:
        bits = "".join(format(int(v), f"0{depth}b") for v in row)
        bits += "0" * (-len(bits) % 8)
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    return rows


def big_endian(values):
    return [row.astype(">u2").tobytes() for row in values]


def gif(screen, frame, transparent=None):
    palette = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])
    left, top, width, height = frame
    data = b"GIF89a" + struct.pack("<HHBBB", *screen, 0xF1, 2, 0) + palette
    if transparent is not None:
        data += b"\x21\xf9\x04\x01\0\0" + bytes([transparent]) + b"\0"
    data += b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0)
    bits = count = 0
    out = bytearray()
    for code in [code for i in range(width * height) for code in (4, i % 4)] + [5]:
        bits |= code << count
        count += 3
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8
    out.append(bits & 255)
    return data + b"\x02" + bytes([len(out)]) + bytes(out) + b"\0;"


def bmp16(green_bits):
    stride = (W * 2 + 3) // 4 * 4
    rows = b""
    for row in noise[::-1].astype(int):
        words = [(r >> 3) << (5 + green_bits) | (g >> (8 - green_bits)) << 5 | b >> 3 for r, g, b, _ in row]
        rows += struct.pack(f"<{W}H", *words).ljust(stride, b"\0")
    masks = struct.pack("<III", ((1 << 5) - 1) << (5 + green_bits), ((1 << green_bits) - 1) << 5, 31)
    offset = 14 + 40 + 12
    return (b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset)
            + struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 3, len(rows), 2835, 2835, 0, 0) + masks + rows)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def without_jfif(data):
    length = int.from_bytes(data[4:6], "big")
    return data[:2] + data[4 + length:]


def ycck(data):
    data = bytearray(data)
    data[data.find(b"Adobe") + 11] = 2
    return bytes(data)


def files():
    rgb = Image.fromarray(noise[:, :, :3])
    rgba = Image.fromarray(noise)
    soft = Image.fromarray(smooth[:, :, :3])
    palette = rgb.quantize(7)
    wide = noise.astype(np.uint16) * 257 - (noise.astype(np.uint16) & 1) * 129
    yield "rgb.png", saved(rgb, "PNG")
    yield "rgba.png", saved(rgba, "PNG")
    yield "gray.png", saved(rgb.convert("L"), "PNG")
    yield "gray-alpha.png", saved(rgba.convert("LA"), "PNG")
    yield "bilevel.png", saved(rgb.convert("1"), "PNG")
    yield "palette.png", saved(palette, "PNG")
    yield "palette-transparent.png", saved(palette, "PNG", transparency=2)
    yield "gray2.png", png(0, 2, packed(noise[:, :, 0] >> 6, 2))
    yield "gray4.png", png(0, 4, packed(noise[:, :, 0] >> 4, 4))
    yield "palette4.png", png(3, 4, packed(noise[:, :, 0] >> 4, 4), extra=[(b"PLTE", bytes(range(7, 7 + 48)))])
    yield "gray16.png", png(0, 16, big_endian(wide[:, :, 0] >> np.uint16(6)))
    yield "gray16-alpha.png", png(4, 16, big_endian(wide[:, :, :2].reshape(H, -1)))
    yield "rgb16.png", png(2, 16, big_endian(wide[:, :, :3].reshape(H, -1)))
    yield "rgba16.png", png(6, 16, big_endian(wide.reshape(H, -1)))
    yield "rgb-key.png", png(2, 8, [r.tobytes() for r in noise[:, :, :3]],
                             extra=[(b"tRNS", noise[2, 2, :3].astype(">u2").tobytes())])
    yield "gray-key.png", png(0, 8, [r.tobytes() for r in noise[:, :, 0]],
                              extra=[(b"tRNS", noise[2, 2, :1].astype(">u2").tobytes())])
    yield "gamma.png", png(2, 8, [r.tobytes() for r in noise[:, :, :3]], extra=[(b"gAMA", struct.pack(">I", 100000))])
    yield "rgb.bmp", saved(rgb, "BMP")
    yield "rgba.bmp", saved(rgba, "BMP")
    yield "gray.bmp", saved(rgb.convert("L"), "BMP")
    yield "bilevel.bmp", saved(rgb.convert("1"), "BMP")
    yield "palette.bmp", saved(palette, "BMP")
    yield "rgb555.bmp", bmp16(5)
    yield "rgb565.bmp", bmp16(6)
    yield "palette.gif", saved(palette, "GIF")
    yield "gray.gif", saved(rgb.convert("L"), "GIF")
    yield "animated.gif", saved(palette, "GIF", save_all=True, append_images=[rgb.quantize(3)])
    yield "small-frame.gif", gif((6, 5), (2, 1, 3, 2))
    yield "small-frame-transparent.gif", gif((6, 5), (2, 1, 3, 2), transparent=1)
    yield "frame-beyond-screen.gif", gif((3, 3), (2, 1, 3, 2))
    yield "rgb444.jpg", saved(soft, "JPEG", subsampling=0)
    yield "rgb420.jpg", saved(soft, "JPEG", subsampling=2)
    yield "progressive.jpg", saved(soft, "JPEG", progressive=True)
    yield "gray.jpg", saved(soft.convert("L"), "JPEG")
    yield "rgb-stored.jpg", saved(soft, "JPEG", keep_rgb=True)
    yield "no-jfif.jpg", without_jfif(saved(soft, "JPEG", subsampling=0))
    yield "cmyk.jpg", saved(Image.fromarray(smooth, "CMYK"), "JPEG", subsampling=0)
    yield "ycck.jpg", ycck(saved(Image.fromarray(smooth, "CMYK"), "JPEG", subsampling=0))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by a quarter
    yield "turned.jpg", saved(soft, "JPEG", exif=exif)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, data in files():
        (folder / name).write_bytes(data)
        image = Image.open(io.BytesIO(data)).convert("RGB")
        lines.append(f"{name} {image.width} {image.height} {base64.b64encode(image.tobytes()).decode()}\n")
    (folder / "expected.txt").write_text("".join(lines))
