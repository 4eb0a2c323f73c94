"""Writes a vision encoder with random weights as a folder that Graft opens.

    python scripts/benchmark/export_vit.py FOLDER [--size l14-336]

Sizes: b16-224 and l14-336, the shapes of CLIP ViT-B/16 at 224 and ViT-L/14 at 336 pixels. Needs torch, transformers and onnx. The
weights are seeded; the folder holds config.json, preprocessor_config.json and onnx/model.onnx, made by PyTorch's own
exporter, and pytorch/ with the same model for feature_time.py.
"""

import argparse
import json
import pathlib

import torch
import transformers

SIZES = {
    "b16-224": transformers.CLIPVisionConfig(
        hidden_size=768,
        intermediate_size=3072,
        num_hidden_layers=12,
        num_attention_heads=12,
        image_size=224,
        patch_size=16,
    ),
    "l14-336": transformers.CLIPVisionConfig(
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=24,
        num_attention_heads=16,
        image_size=336,
        patch_size=14,
    ),
}


class Features(torch.nn.Module):
    """The graph that vision encoders are exported as."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, pixel_values):
        return self.encoder(pixel_values=pixel_values).last_hidden_state


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--size", choices=SIZES, default="l14-336")
    options = parser.parse_args()
    torch.manual_seed(0)
    encoder = transformers.CLIPVisionModel(SIZES[options.size]).eval()
    encoder.save_pretrained(options.folder / "pytorch")
    encoder.config.save_pretrained(options.folder)
    side = encoder.config.image_size
    processor = {
        "image_processor_type": "CLIPImageProcessor",
        "size": {"shortest_edge": side},
        "crop_size": {"height": side, "width": side},
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    }
    (options.folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=2))
    (options.folder / "onnx").mkdir(exist_ok=True)
    encoder.set_attn_implementation("eager")
    torch.onnx.export(
        Features(encoder),
        (torch.randn(2, 3, side, side),),
        str(options.folder / "onnx" / "model.onnx"),
        input_names=["pixel_values"],
        output_names=["last_hidden_state"],
        dynamic_axes={"pixel_values": {0: "batch"}, "last_hidden_state": {0: "batch"}},
        opset_version=18,
        dynamo=False,
    )


if __name__ == "__main__":
    main()
