"""The parts of a model of transformers as ONNX files, in the layout in which backbones are published."""
import inspect
import json
import pathlib

import torch
from transformers.cache_utils import DynamicCache

BATCH = {0: "batch_size", 1: "sequence_length"}


def _export(module, inputs, names, outputs, axes, file: pathlib.Path):
    file.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            module.eval(), inputs, str(file), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False
        )


class _Vision(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        return self.model(pixel_values=pixel_values).last_hidden_state


def vision(model, folder: pathlib.Path, size, processor=None):
    """A vision tower: pixel_values [batch, 3, height, width] to last_hidden_state; size is one number or height and width."""
    height, width = (size, size) if isinstance(size, int) else size
    axes = {name: {0: "batch_size"} for name in ("pixel_values", "last_hidden_state")}
    pixels = (torch.randn(2, 3, height, width),)
    _export(_Vision(model.eval()), pixels, ["pixel_values"], ["last_hidden_state"], axes, folder / "onnx/model.onnx")
    model.config.save_pretrained(folder)
    if processor is not None:
        processor.save_pretrained(folder)


class _Causal(torch.nn.Module):
    def __init__(self, model, positions):
        super().__init__()
        self.model, self.positions = model, positions

    def forward(self, input_ids, attention_mask, *rest):
        more = {}
        if self.positions:
            more["position_ids"], rest = rest[0], rest[1:]
        cache = DynamicCache()
        for layer in range(len(rest) // 2):
            cache.update(rest[2 * layer], rest[2 * layer + 1], layer)
        out = self.model(input_ids=input_ids, attention_mask=attention_mask, past_key_values=cache, use_cache=True, **more)
        return (out.logits, *_states(out.past_key_values))


def _states(cache):
    return [state for layer in cache.layers for state in (layer.keys, layer.values)]


def causal(model, folder: pathlib.Path):
    """A decoder-only language model of transformers with its cache of keys and values."""
    model.eval()
    positions = "position_ids" in inspect.signature(model.forward).parameters and model.config.model_type != "opt"
    ids = torch.randint(3, model.config.vocab_size, (2, 8))
    with torch.no_grad():
        past = [state.clone() for state in _states(model(input_ids=ids[:, :3], use_cache=True).past_key_values)]
    layers = range(model.config.num_hidden_layers)
    old = [f"past_key_values.{layer}.{part}" for layer in layers for part in ("key", "value")]
    new = [f"present.{layer}.{part}" for layer in layers for part in ("key", "value")]
    names = ["input_ids", "attention_mask"] + ["position_ids"] * positions + old
    inputs = [ids[:, 3:], torch.ones(2, 8, dtype=torch.int64)] + [torch.arange(3, 8)[None].repeat(2, 1)] * positions + past
    whole = {0: "batch_size", 1: "past_sequence_length + sequence_length"}
    axes = {"input_ids": BATCH, "logits": BATCH, "position_ids": BATCH, "attention_mask": whole}
    axes |= {name: {0: "batch_size", 2: "past_sequence_length"} for name in old}
    axes |= {name: {0: "batch_size", 2: "past_sequence_length + sequence_length"} for name in new}
    axes = {name: axis for name, axis in axes.items() if name in names + ["logits"] + new}
    _export(_Causal(model, positions), tuple(inputs), names, ["logits"] + new, axes, folder / "onnx/model.onnx")
    model.config.save_pretrained(folder)
    (folder / "generation_config.json").write_text(json.dumps(_ids(model.config)))


class _Encoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class _Decoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, encoder_attention_mask, input_ids, encoder_hidden_states):
        return self.model(
            decoder_input_ids=input_ids,
            encoder_outputs=(encoder_hidden_states,),
            attention_mask=encoder_attention_mask,
            use_cache=False,
        ).logits


def encoder_decoder(model, folder: pathlib.Path):
    """T5: an encoder, and a decoder without a cache."""
    model.eval()
    ids = torch.randint(3, model.config.vocab_size, (2, 6))
    mask = torch.ones(2, 6, dtype=torch.int64)
    with torch.no_grad():
        hidden = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    read = {0: "batch_size", 1: "encoder_sequence_length"}
    written = {0: "batch_size", 1: "decoder_sequence_length"}
    names = ["input_ids", "attention_mask"]
    axes = {name: read for name in names + ["last_hidden_state"]}
    _export(_Encoder(model), (ids, mask), names, ["last_hidden_state"], axes, folder / "onnx/encoder_model.onnx")
    names = ["encoder_attention_mask", "input_ids", "encoder_hidden_states"]
    axes = {names[0]: read, names[1]: written, names[2]: read, "logits": written}
    _export(_Decoder(model), (mask, ids[:, :4], hidden), names, ["logits"], axes, folder / "onnx/decoder_model.onnx")
    model.config.save_pretrained(folder)
    (folder / "generation_config.json").write_text(json.dumps(_ids(model.config)))


def _ids(config):
    names = ["bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"]
    return {name: getattr(config, name) for name in names if getattr(config, name, None) is not None}
