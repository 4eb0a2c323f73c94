"""Writes what Hugging Face's image processors (Pillow backend) make of pictures, for ImageProcessorTest.

The pictures are made by formula, here and in the test. One JSON object a line: the folder's preprocessor_config.json
and model_type, the pictures [pattern, width, height], and the shape and CRC-32 of the little-endian float32 values.

    python scripts/reference/image_processors.py > backbones/src/test/resources/dev/graft/backbones/image_processors.jsonl

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

SIZES = [(64, 64), (97, 61), (61, 97), (300, 20), (500, 375)]
HALF = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
ODD = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
LEGACY_CLIP = {
    "crop_size": 224, "do_center_crop": True, "do_normalize": True, "do_resize": True,
    "feature_extractor_type": "CLIPFeatureExtractor", "resample": 3, "size": 224,
    "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
}
TYPES = ["ViT", "DeiT", "CLIP", "ChineseCLIP", "Siglip", "Bit", "Blip", "Beit", "ConvNext", "EfficientNet", "Levit",
         "MobileNetV1", "MobileNetV2", "MobileViT", "PoolFormer", "Pvt", "Llava", "Gemma3", "TextNet"]
MODEL_TYPES = ["vit", "swin", "deit", "clip", "siglip", "dinov2", "blip", "beit", "resnet", "convnextv2", "efficientnet",
               "levit", "mobilenet_v2", "mobilevit", "poolformer", "pvt_v2", "llava", "glpn"]


def typed(name, **fields):
    return {"image_processor_type": name + "ImageProcessor", **fields}


def cases():
    for name in TYPES:
        yield typed(name), None
        if name not in ("TextNet", "ConvNext", "Gemma3"):
            yield typed(name, size={"height": 40, "width": 30}, crop_size={"height": 33, "width": 35}, **ODD), None
        yield typed(name, size={"shortest_edge": 57}, resample=1), None
    for model_type in MODEL_TYPES:
        yield {}, model_type
    for model_type in ("vit", "clip", "siglip", "deit"):
        yield {"do_resize": True, "size": 48, **HALF}, model_type
    yield LEGACY_CLIP, None
    yield {"size": 224, "crop_pct": 0.95, "resample": 2, "feature_extractor_type": "ConvNextFeatureExtractor"}, "resnet"
    yield typed("ConvNext", size={"shortest_edge": 400}, crop_pct=0.9), None
    yield typed("ConvNext", size={"shortest_edge": 50}, do_center_crop=True, crop_size=44), None
    yield typed("PoolFormer", size={"height": 60, "width": 60}, crop_pct=0.875), None
    yield typed("PoolFormer", size={"height": 60, "width": 50}, crop_pct=0.875), None
    yield typed("CLIP", size={"shortest_edge": 20}, crop_size={"height": 37, "width": 29}), None
    yield typed("CLIP", size={"shortest_edge": 40, "longest_edge": 55}, crop_size=40), None
    yield typed("ViT", size={"max_height": 50, "max_width": 80}, do_center_crop=True, crop_size=[30, 41]), None
    yield typed("ViT", size=[30, 41]), None
    yield typed("ViT", do_rescale=False), None
    yield typed("ViT", do_normalize=False), None
    yield typed("ViT", do_normalize=False, do_rescale=False), None
    yield typed("ViT", do_normalize=False, rescale_factor=0.0078125), None
    yield typed("ViT", image_mean=0.25, image_std=0.75), None
    yield typed("ViT", do_resize=False, do_center_crop=True, crop_size=64), None
    yield typed("ViT", size={"shortest_edge": 30}, do_pad=True, pad_size={"height": 470, "width": 460}), None
    yield typed("ViT", size={"shortest_edge": 30}, do_pad=True), None
    yield typed("Llava", do_pad=True, size={"height": 50, "width": 50}, do_center_crop=False), None
    yield typed("Llava", do_pad=True, size={"shortest_edge": 30}, crop_size=30, **ODD), None
    yield typed("EfficientNet", rescale_offset=True, include_top=False, rescale_factor=0.00784313725490196), None
    yield typed("EfficientNet", rescale_offset=True, size=50, do_center_crop=True, crop_size=40), None
    yield typed("MobileViT", size=60, crop_size=50, do_normalize=True, do_flip_channel_order=False), None
    yield typed("GLPN", size_divisor=16, do_normalize=False), None
    yield typed("TextNet", size={"shortest_edge": 40}, size_divisor=24), None
    for code in range(6):
        yield typed("CLIP", size={"shortest_edge": 30}, crop_size=30, resample=code), None


def run(config, model_type, sizes):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "preprocessor_config.json").write_text(json.dumps(config))
        if model_type:
            (folder / "config.json").write_text(json.dumps({"model_type": model_type}))
        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    images = [Image.fromarray(pattern("noise" if i % 2 == 0 else "edges", *size)) for i, size in enumerate(sizes)]
    return np.stack([np.asarray(v) for v in processor(images)["pixel_values"]]).astype("<f4")


if __name__ == "__main__":
    for config, model_type in cases():
        try:
            batches = [(SIZES, run(config, model_type, SIZES))]
        except ValueError:  # different sizes cannot be stacked
            # GLPN leaves nothing of a picture lower than its divisor
            sizes = [s for s in SIZES if s[1] >= 32 or "GLPN" not in str(config) and model_type != "glpn"]
            batches = [([size], run(config, model_type, [size])) for size in sizes]
        for sizes, values in batches:
            print(json.dumps({
                "config": config, "model_type": model_type,
                "pictures": [["noise" if i % 2 == 0 else "edges", *size] for i, size in enumerate(sizes)],
                "shape": values.shape, "crc": f"{zlib.crc32(values.tobytes()):08x}",
            }))
