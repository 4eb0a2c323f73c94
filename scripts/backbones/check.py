"""Tries export.py on small networks of several kinds, and on what it has to refuse: python scripts/backbones/check.py

Needs what export.py needs, and timm for its part. Each line says what was tried; the end says how much of it was as expected.
"""
import contextlib
import io
import json
import pathlib
import re
import shlex
import sys
import tempfile

import onnx

import transformers

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

class Positions(Language):  # whose table comes before that of the tokens
    def __init__(self):
        super().__init__()
        del self.tokens
        self.places, self.tokens = nn.Embedding(40, 16), nn.Embedding(60, 16)

    def forward(self, input_ids, attention_mask, position_ids):
        found = self.mix((self.tokens(input_ids) + self.places(position_ids)) * attention_mask[:, :, None])
        return self.head(found.cumsum(1) / (position_ids + 1)[:, :, None])

class Wide(Language):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(16, 61)

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
    ("language NET:Positions OUT", ["logits"]),
    ("towers SIGLIP OUT --random 1 --size 32x128", ["last_hidden_state", "pooler_output"]),
]
OF_TIMM = [
    ("vision timm:convnext_atto OUT --random 1 --size 64 --hidden-states", 4),
    ("vision timm:resnet10t OUT --random 1 --size 64 --hidden-states", 4),
    ("vision timm:local-dir:TIMM OUT --random 1 --size 64 --hidden-states", 4),
    ("vision timm:vit_tiny_patch16_224 OUT --random 1 --size 64 --hidden-states", 12),
]
REFUSED = [
    ("vision NET:Places OUT --size 64 --any-size", "does not read an image of 96 x 128"),
    ("vision NET:Places OUT --size 64 --hidden-states", "name the list of them by --layers"),
    ("vision NET:Convolutions OUT --size 64 --hidden-states --layers stem", "no list of layers"),
    ("vision NET:Convolutions OUT --size 64 --hidden-states --layers blocks", "its lists of modules are stages"),
    ("vision NET:Convolutions OUT --size 64 --layers stages", "of --hidden-states lie; add that"),
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
    ("language NET:Wide OUT", "declare the tokens' first"),
    ("vision NET:Places OUT --size 96", "does not read an image of 96 x 96"),
    ("vision SIGLIP OUT --random 1 --mean 0,0,0", "--mean says nothing of"),
    ("towers SIGLIP OUT --random 1 --size 96", "does not read an image of 96 x 96"),
    ("vision open_clip:ViT-B-32/absent OUT --size 64", "--size says nothing of"),
    ("towers open_clip:ViT-B-32/absent OUT --size 64", "--size says nothing of"),
    ("towers open_clip:ViT-B-32/absent OUT --tokenizer T", "--tokenizer says nothing of"),
    ("towers open_clip:ViT-B-32/absent OUT --random 1", "names weights, and --random makes others"),
    ("vision timm:absent OUT", "has no model absent"),
    ("vision timm:hf-hub: OUT --random 1", "has no model id"),
    ("vision timm:resnet10t.absent OUT", "makes no resnet10t.absent"),
    ("vision timm:local-dir:ABSENT OUT --random 1", "makes no local-dir:ABSENT"),
]


SIGLIP = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)


def made(scratch):
    """Where the networks lie that the lines name."""
    (scratch / "networks.py").write_text(NETWORKS)
    (scratch / "timm").mkdir()
    (scratch / "timm/config.json").write_text(json.dumps({"architecture": "resnet10t", "pretrained_cfg": {"input_size": [3, 224, 224]}}))
    seen = SIGLIP | dict(image_size=64, patch_size=16)
    read = SIGLIP | dict(vocab_size=60, max_position_embeddings=8, projection_size=16, eos_token_id=2)
    transformers.SiglipConfig(vision_config=seen, text_config=read).save_pretrained(scratch / "siglip")
    return {"NET": scratch / "networks.py", "TIMM": scratch / "timm", "SIGLIP": scratch / "siglip"}


def sized(folder, line):
    """Whether what is written of images says the size that the line says."""
    height, _, width = line.partition("--size ")[2].split()[0].partition("x")
    found = json.loads((folder / "config.json").read_text())
    prepared = json.loads((folder / "preprocessor_config.json").read_text())
    cut = prepared["crop_size"] if prepared["do_center_crop"] else prepared["size"]
    sides = [int(height), int(width or height)]
    return found.get("vision_config", found)["image_size"] == sides == [cut["height"], cut["width"]]


def tried(line, folder):
    """The outputs of the file that was written, or what was said against it."""
    sys.argv = ["export.py", *shlex.split(line)]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            export.main(export.arguments())
    except part.ExportError as error:
        return str(error)
    except SystemExit:
        return said.getvalue()
    return [output.name for output in onnx.load(max(folder.glob("onnx/*model.onnx"))).graph.output]


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        places = made(pathlib.Path(scratch))
        for number, (line, wanted) in enumerate(GOOD + REFUSED + OF_TIMM):
            folder = pathlib.Path(scratch) / str(number)
            there = places | {"OUT": folder}
            found = tried(re.sub(rf"\b({'|'.join(there)})\b", lambda word: str(there[word[0]]), line), folder)
            if isinstance(wanted, str) or isinstance(found, str):
                right = isinstance(wanted, str) and isinstance(found, str) and wanted in found
            else:
                right = len(found) - 3 == wanted if isinstance(wanted, int) else wanted is None or found == wanted
                right = right and ("--size" not in line or sized(folder, line))
            failed += not right
            print("as expected" if right else f"WRONG: {found}", "-", line, flush=True)
    sys.exit(f"{failed} were not as expected" if failed else 0)


if __name__ == "__main__":
    main()
