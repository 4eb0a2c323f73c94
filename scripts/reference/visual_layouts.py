"""Writes what transformers lays out of the visual tokens of an image's tiles, for VisualLayoutTest.

Every visual token is a number: that of its row, the overview's and the tiles' tokens one after the other, then the newline.
Where a map is made smaller, its tokens are mixtures of such numbers. The layouts of Idefics3, Gemma 3 and Pixtral are the
texts that their processors write.

    python scripts/reference/visual_layouts.py > models/src/test/resources/dev/graft/models/visual/layouts.jsonl

Made with transformers 5.18.0 and torch 2.13.0.
"""

import json
import math
import sys
from types import SimpleNamespace

import torch
from transformers.image_processing_utils import select_best_resolution
from transformers.models.aya_vision.processing_aya_vision import AyaVisionProcessor
from transformers.models.idefics2.processing_idefics2 import Idefics2Processor
from transformers.models.gemma3.processing_gemma3 import Gemma3Processor
from transformers.models.idefics3.processing_idefics3 import Idefics3Processor
from transformers.models.llava_next.modeling_llava_next import LlavaNextModel
from transformers.models.llava_onevision.modeling_llava_onevision import LlavaOnevisionModel
from transformers.models.llava_onevision.processing_llava_onevision import LlavaOnevisionProcessor
from transformers.models.pixtral import image_processing_pil_pixtral

# Pixtral's processor asks for the module of its image processor that needs torchvision; the one for Pillow does.
sys.modules.setdefault("transformers.models.pixtral.image_processing_pixtral", image_processing_pil_pixtral)
from transformers.models.pixtral.processing_pixtral import PixtralProcessor  # noqa: E402

PICTURES = [(64, 64), (97, 61), (61, 97), (300, 20), (20, 300), (500, 375), (333, 1000), (1, 1), (1, 9), (41, 40)]


def anyres(picture, side, canvases, most):
    """Tiles are of 10 pixels for each token."""
    width, height = picture
    edge = side * 10
    pinpoints = [[edge * rows, edge * columns] for rows, columns in canvases]
    best = select_best_resolution((height, width), pinpoints)
    rows, columns = best[0] // edge, best[1] // edge
    count = (rows * columns + 1) * side * side
    features = torch.arange(count, dtype=torch.float32).reshape(rows * columns + 1, side * side, 1)
    newline = torch.tensor([float(count)])
    config = SimpleNamespace(image_grid_pinpoints=pinpoints, vision_config=SimpleNamespace(image_size=edge, patch_size=10))
    self = SimpleNamespace(config=config)
    if most:
        packed, _ = LlavaOnevisionModel.pack_image_features(
            self, [features], torch.tensor([[height, width]]), newline, f"anyres_max_{most}")
    else:
        packed, _ = LlavaNextModel.pack_image_features(self, [features], torch.tensor([[height, width]]), "default", newline)
    return {"layout": {"kind": "anyres", "most_tiles": most}, "picture": picture, "grid": [rows, columns],
            "tokens": side * side, "expected": [round(v, 4) for v in packed[0].flatten().tolist()]}


def squared(case, several):
    """The same with a square behind the tiles, which alone is shown of each of several pictures; texts have as many placeholders."""
    (rows, columns), tokens = case["grid"], case["tokens"]
    newline = float((rows * columns + 2) * tokens)
    expected = [newline if value == (rows * columns + 1) * tokens else value for value in case["expected"]]
    if several:
        square = torch.arange(newline - tokens, newline).reshape(1, tokens, 1)
        expected = LlavaOnevisionModel.pack_image_features(None, [square], None, torch.tensor([newline]))[0][0].flatten().tolist()
    edge = 10 * math.isqrt(tokens)
    pinpoints = [[edge * i, edge * j] for i in range(1, 7) for j in range(1, 7)]
    processor = object.__new__(LlavaOnevisionProcessor)
    processor.__dict__.update(num_image_tokens=tokens, vision_feature_select_strategy="full", image_token="#",
                              vision_aspect_ratio=f"anyres_max_{case['layout']['most_tiles']}",
                              image_processor=SimpleNamespace(image_grid_pinpoints=pinpoints))
    width, height = case["picture"]
    inputs = {"batch_num_images": [1, 2] if several else [1], "image_sizes": [[height, width]] * 3,
              "pixel_values": torch.zeros(1, 1, 3, edge, edge)}
    assert len(LlavaOnevisionProcessor.replace_image_token(processor, inputs, 1 if several else 0)) == len(expected)
    layout = case["layout"] | {"several_whole": True}
    return case | {"layout": layout, "square": True, "images": 2 if several else 1, "expected": expected}


def numbered(rows, columns, tokens):
    self = SimpleNamespace(start_of_img_token="<|START_OF_IMG|>", end_of_img_token="<|END_OF_IMG|>", tile_token="TILE",
                           tile_global_token="TILE_GLOBAL", img_patch_token="#", img_size=10 * tokens, patch_size=10)
    text = AyaVisionProcessor.replace_image_token(self, {"num_patches": [rows * columns + 1]}, 0)
    return {"layout": {"kind": "numbered"}, "picture": [9, 9], "grid": [rows, columns], "tokens": tokens**2, "text": text}


class _Idefics2Text:
    """Idefics2's processor with a tokenizer that keeps the text."""

    def __init__(self, tokens, splits):
        self.fake_image_token, self.image_token, self.image_seq_len = "<fake_token_around_image>", "<image>", tokens
        self.image_processor = SimpleNamespace(do_image_splitting=splits)
        self._merge_kwargs = lambda *_, **__: {"text_kwargs": {}, "images_kwargs": {}}
        self.tokenizer = lambda texts, **_: {"texts": texts}
        self.tokenizer.init_kwargs = {}
        self._check_special_mm_tokens = lambda *_, **__: None

    def of(self, text):
        return Idefics2Processor.__call__(self, text=text.replace("#", self.image_token))["texts"][0].replace(self.image_token, "#")


def marked(splits, tokens, text):
    """`text` has a # for each image."""
    rows = 2 if splits else 0
    return {"layout": {"kind": "marked"}, "picture": [9, 9], "grid": [rows, rows], "tokens": tokens, "prompt": text,
            "text": _Idefics2Text(tokens, splits).of(text)}


def split(rows, columns, tokens):
    self = SimpleNamespace(fake_image_token="<fake_token_around_image>", global_image_tag="<global-img>",
                           image_token="#", image_seq_len=tokens)
    text = Idefics3Processor.replace_image_token(self, {"rows": [[rows]], "cols": [[columns]]}, 0)
    return {"layout": {"kind": "split"}, "picture": [9, 9], "grid": [rows, columns], "tokens": tokens, "text": text}


def crops(pieces, tokens):
    whole = "\n\n<start_of_image>" + "#" * tokens + "<end_of_image>\n\n"
    text = Gemma3Processor.replace_image_token(SimpleNamespace(full_image_sequence=whole), {"num_crops": [pieces]}, 0)
    return {"layout": {"kind": "crops"}, "picture": [9, 9], "grid": [min(pieces, 1), pieces], "tokens": tokens, "text": text}


def rows(count, columns):
    self = SimpleNamespace(image_token="#", image_break_token="[IMG_BREAK]", image_end_token="[IMG_END]", patch_size=7,
                           spatial_merge_size=2)
    text = PixtralProcessor.replace_image_token(self, {"image_sizes": [[14 * count, 14 * columns]]}, 0)
    return {"layout": {"kind": "rows"}, "picture": [9, 9], "grid": [count, columns], "overview": False, "tokens": 1, "text": text}


if __name__ == "__main__":
    next_canvases = [(1, 2), (2, 1), (2, 2), (3, 1), (1, 3)]
    all_canvases = [(i, j) for i in range(1, 7) for j in range(1, 7)]
    for picture in PICTURES:
        for side in (3, 4):
            print(json.dumps(anyres(picture, side, next_canvases, 0)))
            print(json.dumps(anyres(picture, side, all_canvases, 9)))
            print(json.dumps(anyres(picture, side, all_canvases, 2)))
    for case in ((0, 0, 3), (1, 2, 2), (3, 1, 1), (2, 2, 4)):
        print(json.dumps(split(*case)))
    for case in ((0, 0, 2), (1, 2, 1), (2, 3, 2)):
        print(json.dumps(numbered(*case)))
    for text in ("#", "User:#What?", "User:# What?\n#", "a##b", "#\n##<end>", "# #\u00a0x", "\u00e9#\u00e9"):
        for splits in (False, True):
            print(json.dumps(marked(splits, 3, text)))
    for case in ((0, 3), (2, 2), (4, 1)):
        print(json.dumps(crops(*case)))
    for case in ((1, 1), (1, 3), (3, 2)):
        print(json.dumps(rows(*case)))
    for picture in PICTURES:
        for several in (False, True):
            print(json.dumps(squared(anyres(picture, 3, all_canvases, 9), several)))
