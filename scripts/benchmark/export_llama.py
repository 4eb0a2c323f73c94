"""Writes a language model with random weights as a folder that Graft opens.

    python scripts/benchmark/export_llama.py FOLDER [--size 110m] [--cache]

Sizes: 110m, a LLaMA of 110 million parameters; 0.5b, the shape of Qwen2.5-0.5B; 1.1b, the shape of TinyLlama. Needs torch,
transformers and onnx. The weights are seeded; the folder holds config.json and onnx/model.onnx with its weights beside it,
made by PyTorch's own exporter, and pytorch/ with the same model for step_time.py and generation_time.py. With --cache the
graph goes on from a key-value cache, as models for generation are exported.
"""

import argparse
import pathlib
import tempfile

import onnx
import torch
import transformers

SIZES = {
    "110m": transformers.LlamaConfig(
        vocab_size=32000,
        hidden_size=768,
        intermediate_size=2048,
        num_hidden_layers=12,
        num_attention_heads=12,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    ),
    "0.5b": transformers.Qwen2Config(
        vocab_size=151936,
        hidden_size=896,
        intermediate_size=4864,
        num_hidden_layers=24,
        num_attention_heads=14,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    ),
    "1.1b": transformers.LlamaConfig(
        vocab_size=32000,
        hidden_size=2048,
        intermediate_size=5632,
        num_hidden_layers=22,
        num_attention_heads=32,
        num_key_value_heads=4,
        max_position_embeddings=2048,
        tie_word_embeddings=False,
    ),
}


class Logits(torch.nn.Module):
    """The graph that language models are exported as, without a key-value cache."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, attention_mask, position_ids):
        return self.language(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, use_cache=False
        ).logits


class Step(torch.nn.Module):
    """The graph with a key-value cache: tokens and the keys and values of those before them, to logits and those of all."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = transformers.cache_utils.DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.language(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
        )
        present = [state for layer in output.past_key_values.layers for state in (layer.keys, layer.values)]
        return output.logits, *present


def export(language, file, cache):
    language.set_attn_implementation("eager")
    config = language.config
    before = 3 if cache else 0
    ids = torch.randint(0, config.vocab_size, (2, 8))
    inputs = [ids, torch.ones(2, before + 8, dtype=torch.long), torch.arange(before, before + 8).expand(2, 8)]
    names = ["input_ids", "attention_mask", "position_ids"]
    outputs = ["logits"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names + outputs}
    if cache:
        axes["attention_mask"] = {0: "batch", 1: "all_tokens"}
        width = config.hidden_size // config.num_attention_heads
        for layer in range(config.num_hidden_layers):
            for part in ("key", "value"):
                inputs.append(torch.randn(2, config.num_key_value_heads, before, width))
                names.append(f"past_key_values.{layer}.{part}")
                outputs.append(f"present.{layer}.{part}")
                axes[names[-1]] = {0: "batch", 2: "past_tokens"}
                axes[outputs[-1]] = {0: "batch", 2: "all_tokens"}
    torch.onnx.export(
        Step(language) if cache else Logits(language),
        tuple(inputs),
        str(file),  # a path of another type is taken for a stream, which holds 2 GiB at most
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=18,
        dynamo=False,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--size", choices=SIZES, default="110m")
    parser.add_argument("--cache", action="store_true", help="with a key-value cache")
    options = parser.parse_args()
    folder = options.folder
    (folder / "onnx").mkdir(parents=True)
    torch.manual_seed(0)
    language = transformers.AutoModelForCausalLM.from_config(SIZES[options.size]).eval()
    language.save_pretrained(folder / "pytorch")
    language.config.save_pretrained(folder)
    with tempfile.TemporaryDirectory(dir=folder) as scattered:
        export(language, pathlib.Path(scattered) / "model.onnx", options.cache)
        model = onnx.load(pathlib.Path(scattered) / "model.onnx")
    onnx.save_model(model, folder / "onnx" / "model.onnx", save_as_external_data=True, location="model.onnx_data")


if __name__ == "__main__":
    main()
