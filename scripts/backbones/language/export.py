"""Writes what train.py trained as a folder in the ordinary Hugging Face layout, with PyTorch's exporter.

    python scripts/backbones/language/export.py WORK HELD_OUT/texts.jsonl FOLDER [--golden FILE]

Measures it on held-out texts, too: evaluation.json. The golden file holds what PyTorch computes, for `graft verify`.
"""

import argparse
import json
import pathlib
import shutil

import tokenizers
import torch
from safetensors.torch import save_file
from transformers.cache_utils import DynamicCache

from boxes import read_boxes
from train import evaluation, model
from texts import Encoder, read


class Step(torch.nn.Module):
    """Tokens and the keys and values of those before them, to logits and the keys and values of all."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
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


def export(language, file):
    config = language.config
    batch, before, tokens = 2, 3, 4
    shape = (batch, config.num_key_value_heads, before, config.head_dim)
    past = [torch.randn(shape) for _ in range(2 * config.num_hidden_layers)]
    ids = torch.randint(3, config.vocab_size, (batch, tokens))
    positions = torch.arange(before, before + tokens).expand(batch, tokens)
    states = [f"{layer}.{part}" for layer in range(config.num_hidden_layers) for part in ("key", "value")]
    inputs = ["input_ids", "attention_mask", "position_ids"] + [f"past_key_values.{state}" for state in states]
    outputs = ["logits"] + [f"present.{state}" for state in states]
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in ("input_ids", "position_ids", "logits")}
    axes["attention_mask"] = {0: "batch_size", 1: "total_sequence_length"}
    axes |= {f"past_key_values.{state}": {0: "batch_size", 2: "past_sequence_length"} for state in states}
    axes |= {f"present.{state}": {0: "batch_size", 2: "total_sequence_length"} for state in states}
    torch.onnx.export(
        Step(language),
        (ids, torch.ones(batch, before + tokens, dtype=torch.long), positions, *past),
        file,
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=18,
        dynamo=False,
    )


def golden(language, tokenizer, file):
    """Values of random vectors and of a text, as other backbones' golden files hold them."""
    torch.manual_seed(3)
    text = "top left: empty. top: small red circle.\nQuestion: what is at the top? Answer:"
    ids = torch.tensor([tokenizer.encode(text).ids])
    config = language.config
    spread = language.model.embed_tokens.weight.detach().std()
    embeds = (torch.randn(2, 10, config.hidden_size) * spread).requires_grad_()
    mask = torch.ones(2, 10, dtype=torch.long)
    mask[1, 7:] = 0
    labels = torch.randint(3, config.vocab_size, (2, 10))
    labels[:, :4] = -100
    labels[1, 7:] = -100
    positions = torch.arange(10).expand(2, 10)
    output = language(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, labels=labels)
    output.loss.backward()
    with torch.no_grad():
        logits = language(input_ids=ids).logits
        greedy = language.generate(ids, max_new_tokens=20, do_sample=False)
    values = {
        "inputs_embeds": embeds.detach(),
        "attention_mask": mask,
        "position_ids": positions.contiguous(),
        "labels": labels,
        "logits": output.logits.detach(),
        "loss": output.loss.detach().reshape(1),
        "grad_inputs_embeds": embeds.grad,
        "input_ids": ids,
        "ids_logits": logits,
        "greedy": greedy[0],
    }
    save_file({name: value.contiguous() for name, value in values.items()}, file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("held_out", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    parser.add_argument("--boxes", type=pathlib.Path, help="as in training, whose first hundred scenes were held out")
    parser.add_argument("--scenes", type=int, default=300, help="held-out scenes to measure with")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = tokenizers.Tokenizer.from_file(str(args.work / "tokenizer.json"))
    language = model(tokenizer.get_vocab_size()).eval()
    language.load_state_dict(torch.load(args.work / "checkpoint.pt")["model"])
    (args.folder / "onnx").mkdir(parents=True, exist_ok=True)
    encoder = Encoder(tokenizer)
    held = encoder.encode(read(args.held_out, args.scenes))
    if args.boxes:
        held += read_boxes(args.boxes, encoder, 100)
    found = evaluation(language, held, encoder.newline)
    (args.folder / "evaluation.json").write_text(json.dumps(found, indent=1) + "\n")
    language.config.architectures = ["LlamaForCausalLM"]
    language.config.dtype = "float32"
    language.config.save_pretrained(args.folder)
    special = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
    (args.folder / "generation_config.json").write_text(json.dumps(special) + "\n")
    words = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "add_bos_token": True, "add_eos_token": False}
    words |= {"model_max_length": language.config.max_position_embeddings, "tokenizer_class": "PreTrainedTokenizerFast"}
    (args.folder / "tokenizer_config.json").write_text(json.dumps(words) + "\n")
    for name in ("tokenizer.json", "training_log.jsonl"):
        shutil.copy(args.work / name, args.folder / name)
    export(language, args.folder / "onnx" / "model.onnx")
    if args.golden:
        golden(language, tokenizer, args.golden)


if __name__ == "__main__":
    main()
