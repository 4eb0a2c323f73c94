"""Tries export.py on small networks of several kinds, and on what it has to refuse: python scripts/backbones/check.py

Needs what export.py needs, and timm for its part. Each line says what was tried; the end says how much of it was as expected.
"""
import contextlib
import io
import json
import pathlib
import shlex
import sys
import tempfile

import onnx

import export
from exporter import part

NETWORKS = """
import torch
from torch import nn

class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 4, 4)
        self.stages = nn.ModuleList(nn.Sequential(*[nn.Conv2d(16, 16, 3, 1, 1) for _ in range(n)]) for n in (1, 3, 2))

    def forward(self, pixels):
        found = self.stem(pixels)
        for stage in self.stages:
            found = stage(found)
        return [found, found.mean((2, 3))]

class Places(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.places = nn.Conv2d(3, 16, 16, 16), nn.Parameter(torch.randn(1, 16, 16))

    def forward(self, pixels):
        return self.patches(pixels).flatten(2).transpose(1, 2) + self.places

class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.mix, self.head = nn.Embedding(60, 16), nn.Linear(16, 16), nn.Linear(16, 60)

    def forward(self, input_ids, attention_mask, position_ids):
        found = self.mix(self.tokens(input_ids) * attention_mask[:, :, None])
        return self.head(found.cumsum(1) / (position_ids + 1)[:, :, None])

class Frozen(Language):
    def forward(self, input_ids, attention_mask):
        return super().forward(input_ids, attention_mask, torch.arange(int(input_ids.shape[1]))[None])

def nothing():
    return 3
"""
GOOD = [
    ("vision NET:Convolutions OUT --size 64 --any-size", ["last_hidden_state"]),
    ("vision NET:Convolutions OUT --size 64x32 --any-size --dynamo", ["last_hidden_state"]),
    ("vision NET:Convolutions OUT --size 64 --hidden-states", ["last_hidden_state"] + [f"hidden_states.{n}" for n in range(4)]),
    ("vision NET:Convolutions OUT --size 64 --hidden-states --layers stages.1", None),
    ("vision NET:Convolutions OUT --size 64 --hidden-states --layers stages.0,stages.2", None),
    ("vision NET:Places OUT --size 64 --mean 0.1,0.2,0.3 --std 0.3,0.2,0.1", ["last_hidden_state"]),
    ("language NET:Language OUT", ["logits"]),
    ("language NET:Language OUT --dynamo", ["logits"]),
]
OF_TIMM = [
    ("vision timm:convnext_atto OUT --random 1 --size 64 --hidden-states", 4),
    ("vision timm:resnet10t OUT --random 1 --size 64 --hidden-states", 4),
    ("vision timm:vit_tiny_patch16_224 OUT --random 1 --size 64 --hidden-states", 12),
]
REFUSED = [
    ("vision NET:Places OUT --size 64 --any-size", "does not read an image of 96 x 128"),
    ("vision NET:Places OUT --size 64 --hidden-states", "name the list of them by --layers"),
    ("vision NET:Convolutions OUT --size 64 --hidden-states --layers stem", "no list of layers"),
    ("vision NET:Convolutions OUT --size 64 --layers blocks", "its lists of modules are stages"),
    ("vision NET:Convolutions OUT", "say by --size"),
    ("vision NET:Convolutions OUT --size 64 --cut", "--cut says nothing of"),
    ("vision NET:Convolutions OUT --size 64 --mean 0.5", "a number for each of three colours"),
    ("vision NET:Convolutions OUT --size 64 --random 1", "--random is for models"),
    ("vision NET:absent OUT --size 64", "has no absent; it has Convolutions"),
    ("vision NET:nothing OUT --size 64", "is a int; expected a torch.nn.Module"),
    ("vision ABSENT.py:encoder OUT --size 64", "there is no file"),
    ("language NET:Language OUT --any-size", "--any-size says nothing of"),
    ("language NET:Language OUT --cut", "--cut is for models of transformers"),
    ("language NET:Places OUT", "has no torch.nn.Embedding"),
    ("language NET:Frozen OUT", "Try --dynamo"),
]


def tried(line, networks, folder):
    """The outputs of the file that was written, or what was said against it."""
    sys.argv = ["export.py", *shlex.split(line.replace("NET", str(networks)).replace("OUT", str(folder)))]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            export.main(export.arguments())
    except part.ExportError as error:
        return str(error)
    except SystemExit:
        return said.getvalue()
    return [output.name for output in onnx.load(folder / "onnx/model.onnx").graph.output]


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        networks = pathlib.Path(scratch) / "networks.py"
        networks.write_text(NETWORKS)
        for number, (line, wanted) in enumerate(GOOD + REFUSED + OF_TIMM):
            folder = pathlib.Path(scratch) / str(number)
            found = tried(line, networks, folder)
            if line.startswith("vision timm"):
                states = len(found) - 3 if isinstance(found, list) else found
                prepared = json.loads((folder / "preprocessor_config.json").read_text()) if folder.exists() else {}
                right = states == wanted and prepared["crop_size"] == {"height": 64, "width": 64}
            elif isinstance(wanted, str):
                right = isinstance(found, str) and wanted in found
            else:
                right = isinstance(found, list) and (wanted is None or found == wanted)
            failed += not right
            print("as expected" if right else f"WRONG: {found}", "-", line, flush=True)
    sys.exit(f"{failed} were not as expected" if failed else 0)


if __name__ == "__main__":
    main()
