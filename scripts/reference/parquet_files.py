"""Writes the Parquet files of models/src/test/resources/parquet, with their rows as JSON lines: pip install pyarrow.

Every codec and encoding that is read, both versions of pages, and the columns that data sets of Hugging Face have: pictures as
struct{bytes, path}, lists of texts, of structs and of pictures, with missing and empty ones in all places. Bytes are written
as {"hex": ...}.
"""

import io
import json
import pathlib
import random
import struct
import sys
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "models/src/test/resources/parquet")


def png(color):
    """A picture of 2x2 pixels of one colour."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes(color) * 2) * 2
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rows(count):
    random.seed(3)
    out = []
    for i in range(count):
        picture = {"bytes": png((i % 256, 20, 200)), "path": f"{i}.png" if i % 2 else None}
        out.append({
            "image": None if i % 7 == 3 else picture,
            "images": None if i % 5 == 4 else [picture] * (i % 3),
            "question": f"what is in picture {i}?" if i % 11 else None,
            "kind": ["color", "shape", None][i % 3],
            "answers": None if i % 6 == 5 else [f"answer {j}" if j != 1 else None for j in range(i % 4)],
            "texts": [{"user": f"q{i}.{j}", "assistant": f"a{j}", "tags": ["x"] * (j % 3)} for j in range(i % 3)],
            "nested": [[k for k in range(j)] for j in range(i % 4)],
            "count": i * i * (-1 if i % 2 else 1) if i % 8 else None,
            "small": i % 120,
            "score": i / 8,
            "right": i % 3 == 0,
            "letters": "ä€𝄞"[: i % 4],
        })
    return out


PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
SCHEMA = pa.schema([
    ("image", PICTURE),
    ("images", pa.list_(PICTURE)),
    ("question", pa.string()),
    ("kind", pa.string()),
    ("answers", pa.list_(pa.string())),
    ("texts", pa.list_(pa.struct([("user", pa.string()), ("assistant", pa.string()), ("tags", pa.list_(pa.string()))]))),
    ("nested", pa.list_(pa.list_(pa.int64()))),
    ("count", pa.int64()),
    pa.field("small", pa.int32(), nullable=False),
    ("score", pa.float64()),
    ("right", pa.bool_()),
    ("letters", pa.large_string()),
])


def plain(value):
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def write(name, count, **options):
    table = pa.Table.from_pylist(rows(count), SCHEMA)
    pq.write_table(table, FOLDER / f"{name}.parquet", **options)
    lines = [json.dumps(plain(row), ensure_ascii=False) + "\n" for row in pq.read_table(FOLDER / f"{name}.parquet").to_pylist()]
    (FOLDER / f"{count}-rows.jsonl").write_text("".join(lines), encoding="utf-8")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        write(f"{codec}", 40, compression=codec, row_group_size=16)
    write("version2", 40, compression="zstd", data_page_version="2.0", version="2.6", data_page_size=64, write_batch_size=4)
    write("plain", 40, compression="snappy", use_dictionary=False, data_page_size=64, write_batch_size=4)
    write(
        "delta",
        140,
        compression="zstd",
        use_dictionary=False,
        data_page_version="2.0",
        column_encoding={
            "question": "DELTA_BYTE_ARRAY",
            "kind": "DELTA_LENGTH_BYTE_ARRAY",
            "letters": "DELTA_BYTE_ARRAY",
            "count": "DELTA_BINARY_PACKED",
            "small": "DELTA_BINARY_PACKED",
            "nested.list.element.list.element": "DELTA_BINARY_PACKED",
            "right": "RLE",
        },
    )
    write("empty", 0)


if __name__ == "__main__":
    main()
