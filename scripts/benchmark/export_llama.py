"""Writes a LLaMA of about 110 million parameters with random weights as a folder that Graft opens.

    python scripts/benchmark/export_llama.py FOLDER

Needs torch, transformers and onnx. The weights are seeded; the folder holds config.json and onnx/model.onnx, made by
PyTorch's own exporter, and pytorch/ with the same model for step_time.py.
"""

import argparse
import pathlib

import torch
import transformers


def model():
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=32000,
        hidden_size=768,
        intermediate_size=2048,
        num_hidden_layers=12,
        num_attention_heads=12,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    )
    return transformers.LlamaForCausalLM(config).eval()


class Logits(torch.nn.Module):
    """The graph that language models are exported as, without a key-value cache."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, attention_mask, position_ids):
        return self.language(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, use_cache=False
        ).logits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    (folder / "onnx").mkdir(parents=True)
    language = model()
    language.save_pretrained(folder / "pytorch")
    language.config.save_pretrained(folder)
    language.set_attn_implementation("eager")
    ids = torch.randint(0, 32000, (2, 8))
    inputs = (ids, torch.ones_like(ids), torch.arange(8).expand(2, 8))
    names = ["input_ids", "attention_mask", "position_ids"]
    torch.onnx.export(
        Logits(language),
        inputs,
        folder / "onnx" / "model.onnx",
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names + ["logits"]},
        opset_version=18,
        dynamo=False,
    )


if __name__ == "__main__":
    main()
