"""Writes the binary data sets of models/src/test/resources/formats as their makers lay them out: pip install pyarrow.

`parquet` is in the form of the Hugging Face hub's the_cauldron, `webdataset` in that of img2dataset.
"""

import io
import json
import pathlib
import tarfile

import pyarrow as pa
import pyarrow.parquet as pq
from parquet_files import PICTURE, png

FORMATS = pathlib.Path("models/src/test/resources/formats")


def cauldron():
    turn = pa.struct([("user", pa.string()), ("assistant", pa.string()), ("source", pa.string())])
    rows = [
        {
            "images": [{"bytes": png((200, i, 0)), "path": None}],
            "texts": [
                {"user": f"What is in picture {i}?", "assistant": "Red.", "source": "made"},
                {"user": "Are you sure?", "assistant": "Yes.", "source": "made"},
            ],
        }
        for i in range(3)
    ]
    schema = pa.schema([("images", pa.list_(PICTURE)), ("texts", pa.list_(turn))])
    folder = FORMATS / "parquet"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema), folder / "questions.parquet")


def webdataset():
    folder = FORMATS / "webdataset"
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / "questions.tar", "w") as tar:
        for i in range(3):
            key = f"0000000{i:02}"
            meta = {"caption": f"picture {i}", "url": "https://example.org/0.png", "key": key, "status": "success", "width": 2}
            for ending, content in [
                ("png", png((0, i, 200))),
                ("json", json.dumps(meta).encode()),
                ("txt", f"picture {i}".encode()),
            ]:
                info = tarfile.TarInfo(f"{key}.{ending}")
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))


cauldron()
webdataset()
