"""Writes what Hugging Face's image processors (Pillow backend) that cut pictures into tiles make of them, for ImageTilesTest.

The Pillow backend is what AutoImageProcessor gives where torchvision is not installed, and for Idefics3 and SmolVLM with
torchvision before 0.27 too. The pictures are made by formula, here and in the test. One JSON object a line: the
preprocessor_config.json and model_type, the picture [pattern, width, height], rows, columns and whether there is an
overview, and the shape and CRC-32 of the little-endian float32 values. `square` tells that what the processor makes of the
picture as one of two is behind its tiles.

    python scripts/reference/image_tiles.py > backbones/src/test/resources/dev/graft/backbones/image/image_tiles.jsonl

Made with transformers 5.18.0 and Pillow 12.3.0.
"""

import json
import pathlib
import tempfile
import zlib

import numpy as np
from PIL import Image
from pillow_resize import pattern
from transformers import AutoImageProcessor
from transformers.image_processing_utils import select_best_resolution

SIZES = [(64, 64), (97, 61), (61, 97), (300, 20), (20, 300), (500, 375), (333, 1000), (1, 1), (3, 200), (41, 40)]
ODD = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
PINPOINTS = [[28, 56], [56, 28], [56, 56], [84, 28], [28, 84]]


def typed(name, **fields):
    return {"image_processor_type": name + "ImageProcessor", **fields}


def cases():
    """Configurations, each with the model_type of the folder and whether all sizes are tried; None for a wide one alone, as the tiles
    are large."""
    for name in ("Idefics3", "SmolVLM"):
        yield typed(name), None, False
        yield typed(name, size={"longest_edge": 112}, max_image_size={"longest_edge": 28}), None, True
        yield typed(name, size={"longest_edge": 100}, max_image_size={"longest_edge": 64}, resample=3, **ODD), None, True
        yield typed(name, size={"longest_edge": 90}, max_image_size={"longest_edge": 30}, do_image_splitting=False), None, True
        yield typed(name, size={"height": 70, "width": 50}, max_image_size={"longest_edge": 32}), None, True
        yield typed(name, do_resize=False, max_image_size={"longest_edge": 50}), None, True
    yield {"size": {"longest_edge": 5000}, "max_image_size": {"longest_edge": 1500}}, "idefics3", None
    yield {"max_image_size": {"longest_edge": 512}, "size": {"longest_edge": 2048}}, "smolvlm", False
    yield typed("Idefics2"), None, False
    yield typed("Idefics2", size={"shortest_edge": 38, "longest_edge": 98}), None, True
    yield typed("Idefics2", size={"shortest_edge": 38, "longest_edge": 98}, do_image_splitting=True, **ODD), None, True
    yield {"size": {"height": 30, "width": 40}, "do_image_splitting": True, "resample": 3}, "idefics2", True
    yield typed("LlavaNext"), None, False
    yield typed("LlavaNext", size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28},
                image_grid_pinpoints=PINPOINTS), None, True
    yield typed("LlavaNext", size={"shortest_edge": 40}, crop_size=28, image_grid_pinpoints=PINPOINTS, **ODD), None, True
    yield typed("LlavaNext", size={"height": 28, "width": 28}, do_center_crop=False, crop_size=28, resample=2,
                image_grid_pinpoints=PINPOINTS[::-1]), None, True
    yield {"size": {"shortest_edge": 28}, "crop_size": 28, "image_grid_pinpoints": PINPOINTS}, "llava_next", True
    yield typed("LlavaOnevision"), None, False
    yield typed("LlavaOnevision", size={"height": 20, "width": 20},
                image_grid_pinpoints=[[20 * i, 20 * j] for i in range(1, 7) for j in range(1, 7)], **ODD), None, True
    yield {"size": {"height": 20, "width": 20}, "image_grid_pinpoints": [[20, 20], [60, 40]]}, "llava_onevision", True
    yield typed("Qwen2VL"), None, False
    small = {"patch_size": 7, "merge_size": 2, "temporal_patch_size": 2}
    yield typed("Qwen2VL", size={"shortest_edge": 28 * 28, "longest_edge": 140 * 140}, **small), None, True
    yield typed("Qwen2VL", min_pixels=70 * 70, max_pixels=100 * 100, resample=2, **small, **ODD), None, True
    yield {**small, "merge_size": 3}, "qwen2_vl", True
    yield typed("GotOcr2"), None, False
    yield typed("GotOcr2", size={"height": 28, "width": 28}), None, True
    yield typed("GotOcr2", size={"height": 28, "width": 28}, crop_to_patches=True), None, True
    yield typed("GotOcr2", size={"height": 28, "width": 20}, crop_to_patches=True, min_patches=3, max_patches=7, **ODD), None, True
    yield typed("GotOcr2", size={"height": 28, "width": 28}, crop_to_patches=True, max_patches=1), None, True
    yield typed("GotOcr2", size={"height": 28, "width": 28}, crop_to_patches=False,
                processor_class="InternVLProcessor"), None, True
    yield {"size": {"height": 28, "width": 28}, "max_patches": 6}, "internvl", True
    yield typed("Pixtral"), None, False
    yield typed("Pixtral", size={"longest_edge": 75}, patch_size={"height": 7, "width": 7}), None, True
    yield {"size": {"height": 70, "width": 90}, "patch_size": 10, "resample": 2, **ODD}, "mistral3", True
    crops = {"do_pan_and_scan": True, "pan_and_scan_min_crop_size": 16, "pan_and_scan_max_num_crops": 4}
    crops["pan_and_scan_min_ratio_to_activate"] = 1.2
    yield typed("Gemma3", size={"height": 28, "width": 28}, **crops), None, True
    crops |= {"pan_and_scan_min_crop_size": 40, "pan_and_scan_max_num_crops": 3, "pan_and_scan_min_ratio_to_activate": 1.5}
    yield {"size": {"height": 28, "width": 20}, **crops, **ODD}, "gemma3", True


def grid(processor, config, model_type, values, size, output):
    """Rows, columns and whether there is an overview."""
    name = type(processor).__name__
    if name.startswith("Llava"):
        height, width = select_best_resolution((size[1], size[0]), processor.image_grid_pinpoints)
        return -(-height // values.shape[2]), -(-width // values.shape[3]), True
    if name.startswith("Idefics2"):
        return (2, 2, True) if processor.do_image_splitting else (1, 1, False)
    if name.startswith("Qwen2VL"):
        return [int(side) // processor.merge_size for side in output["image_grid_thw"][0][1:]] + [False]
    if name.startswith("Pixtral"):
        patch = config.get("patch_size", 16)
        patch = patch["height"] if isinstance(patch, dict) else patch
        return values.shape[2] // patch, values.shape[3] // patch, False
    if name.startswith("Gemma3"):
        pieces = int(output["num_crops"][0])
        return 1 if pieces and size[0] >= size[1] else pieces, pieces if pieces and size[0] >= size[1] else min(pieces, 1), True
    if name.startswith("GotOcr2"):
        if len(values) == 1:
            return 1, 1, False
        from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import get_optimal_tiled_canvas
        columns, rows = get_optimal_tiled_canvas(
            (size[1], size[0]), (processor.size["height"], processor.size["width"]), processor.min_patches, processor.max_patches)
        return rows, columns, True
    return int(output["rows"][0][0]), int(output["cols"][0][0]), True


def unpatched(patches, _, rows, columns, processor):
    """The picture that patches were made of: they lie in blocks, each pixel twice or more, one for each moment."""
    merge, side, moments = processor.merge_size, processor.patch_size, processor.temporal_patch_size
    blocks = patches.reshape(rows // merge, columns // merge, merge, merge, 3, moments, side, side)
    assert (blocks[:, :, :, :, :, :1] == blocks).all()
    return blocks[:, :, :, :, :, 0].transpose(4, 0, 2, 5, 1, 3, 6).reshape(1, 3, rows * side, columns * side)


def run(config, model_type, kind, size, square=False):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "preprocessor_config.json").write_text(json.dumps(config))
        if model_type:
            (folder / "config.json").write_text(json.dumps({"model_type": model_type}))
        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    more = {}
    if "Idefics3" in type(processor).__name__ or "SmolVLM" in type(processor).__name__:
        more["return_row_col_info"] = True
    if config.get("processor_class") == "InternVLProcessor" or model_type == "internvl":
        more["crop_to_patches"] = True  # as that processor calls it
    shown = Image.fromarray(pattern(kind, *size))
    output = processor([shown], **more)
    values = output["pixel_values"]
    if "image_grid_thw" in output:
        values = [unpatched(np.asarray(values), *(int(n) for n in output["image_grid_thw"][0]), processor)]
    values = np.asarray(values if type(processor).__name__.startswith(("GotOcr2", "Gemma3", "Pixtral")) else values[0]).astype("<f4")
    if square:
        values = np.concatenate([values, processor([[shown, shown]])["pixel_values"][1].astype("<f4")])
    return values, grid(processor, config, model_type, values, size, output)


def squares():
    """Configurations of processors that see each of several pictures as a whole."""
    canvases = [[20 * i, 20 * j] for i in range(1, 4) for j in range(1, 4)]
    yield typed("LlavaOnevision", size={"height": 20, "width": 20}, image_grid_pinpoints=canvases, **ODD), None
    size = {"height": 20, "width": 20}
    yield {"size": size, "image_grid_pinpoints": [[20, 20], [60, 40]], "resample": 2, "do_normalize": False}, "llava_onevision"


def print_squares():
    for config, model_type in squares():
        for i, size in enumerate(SIZES):
            kind = "noise" if i % 2 == 0 else "edges"
            values, tiles = run(config, model_type, kind, size, square=True)
            print(json.dumps({
                "config": config, "model_type": model_type, "picture": [kind, *size], "grid": tiles, "square": True,
                "shape": values.shape, "crc": f"{zlib.crc32(values.tobytes()):08x}",
            }))


if __name__ == "__main__":
    for config, model_type, all_sizes in cases():
        for i, size in enumerate(SIZES if all_sizes else [(500, 375), (61, 97)] if all_sizes is False else [(300, 20)]):
            kind = "noise" if i % 2 == 0 else "edges"
            if config.get("do_image_splitting") and "max_image_size" not in config and min(size) < 2:
                continue  # which has no quarters
            values, tiles = run(config, model_type, kind, size)
            print(json.dumps({
                "config": config, "model_type": model_type, "picture": [kind, *size], "grid": tiles,
                "shape": values.shape, "crc": f"{zlib.crc32(values.tobytes()):08x}",
            }))
    print_squares()
