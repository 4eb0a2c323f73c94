"""Writes a trained vision encoder in the ordinary Hugging Face layout, with PyTorch's exporter; the heads stay behind.

    python scripts/backbones/vision/export.py --run RUN --out FOLDER [--golden golden.safetensors]

The golden file holds what PyTorch computed, for `graft verify FOLDER --reference golden.safetensors`.
"""

import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from transformers import ViTImageProcessor

from scenes import SIDE
from train import Taught


class Features(torch.nn.Module):
    """Named outputs instead of transformers' record."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, pixel_values):
        return self.encoder(pixel_values).last_hidden_state


def load(run):
    """The trained encoder with its heads, and the run's arguments."""
    state = torch.load(Path(run) / "checkpoint.pt")
    model = Taught(state["arguments"]["width"], state["arguments"]["layers"]).eval()
    model.load_state_dict(state["model"])
    return model, state["arguments"]


def golden(encoder, path):
    """As in a reference of transformers: the input, the output, and the gradient of sum(output * weight)."""
    values = torch.rand(3, 3, SIDE, SIDE) * 2 - 1
    values.requires_grad_()
    output = encoder(values, output_hidden_states=True)
    weight = torch.randn_like(output.last_hidden_state)
    (output.last_hidden_state * weight).sum().backward()
    save_file({"pixel_values": values.detach(), "last_hidden_state": output.last_hidden_state.detach(),
               "penultimate": output.hidden_states[-2].detach(), "grad_weight": weight,
               "grad_pixel_values": values.grad}, path)


def bare(model):
    """Without the exporter's notes: of every node the lines of Python that it comes from, with paths."""
    del model.metadata_props[:], model.graph.metadata_props[:]
    for part in [*model.graph.node, *model.graph.initializer, *model.graph.value_info, *model.graph.input,
                 *model.graph.output]:
        del part.metadata_props[:]
    return model


def export(run, out):
    """config.json, preprocessor_config.json, onnx/model.onnx and the training log."""
    model, _ = load(run)
    encoder = model.encoder
    out = Path(out)
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    encoder.config.architectures = ["ViTModel"]
    encoder.config.save_pretrained(out)
    ViTImageProcessor(
        size={"height": SIDE, "width": SIDE}, resample=2, do_resize=True, do_normalize=True, image_mean=[0.5] * 3,
        image_std=[0.5] * 3).save_pretrained(out)
    program = torch.onnx.export(
        Features(encoder).eval(), (torch.zeros(2, 3, SIDE, SIDE),), opset_version=18, dynamo=True,
        input_names=["pixel_values"], output_names=["last_hidden_state"],
        dynamic_shapes={"pixel_values": {0: torch.export.Dim("batch_size")}})
    onnx.save(bare(program.model_proto), out / "onnx" / "model.onnx")
    shutil.copy(Path(run) / "training_log.jsonl", out / "training_log.jsonl")
    return encoder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--run", required=True, help="folder of train.py")
    parser.add_argument("--out", required=True, help="folder of the model")
    parser.add_argument("--golden", help="also write what PyTorch computes, to this file")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    made = export(arguments.run, arguments.out)
    if arguments.golden:
        golden(made, arguments.golden)
