"""Writes tiny encoder-decoder models as Optimum exports them, and the texts that transformers' generate writes with them.

    python scripts/reference/encoder_decoders.py test-support/src/test/resources/tiny/encoder-decoders [MODEL ...]

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1. Each folder has an encoder, a decoder for whole texts, one that goes on
from keys and values, and both in one file behind `use_cache_branch`; weights that both have stand there once, and what the encoder
gave is not given again. A case of texts.json is kept where the same texts come out in double precision, with a cache and without.
"""

import copy
import json
import random
import sys
import warnings
from pathlib import Path

import onnx
import torch
import transformers
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.modeling_outputs import BaseModelOutput

from generation_settings import drawn, until_end

VOCABULARY, WIDTH, HEADS, LAYERS = 40, 16, 2, 2
PADDING, BEGIN, END = 0, 1, 2
TOKENS = dict(vocab_size=VOCABULARY, bos_token_id=BEGIN, eos_token_id=END, pad_token_id=PADDING)
SIZES = dict(
    d_model=WIDTH, encoder_layers=LAYERS, decoder_layers=LAYERS, encoder_attention_heads=HEADS, decoder_attention_heads=HEADS,
    encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=32, attn_implementation="eager")
T5 = dict(vocab_size=VOCABULARY, d_model=WIDTH, d_kv=8, d_ff=24, num_layers=LAYERS, num_heads=HEADS, eos_token_id=END,
          pad_token_id=PADDING, decoder_start_token_id=PADDING, relative_attention_num_buckets=8, relative_attention_max_distance=16)
MODELS = {
    "t5": lambda: transformers.T5ForConditionalGeneration(transformers.T5Config(**T5)),
    "mt5": lambda: transformers.MT5ForConditionalGeneration(
        transformers.MT5Config(**T5, feed_forward_proj="gated-gelu", tie_word_embeddings=False)),
    "bart": lambda: transformers.BartForConditionalGeneration(
        transformers.BartConfig(**TOKENS, **SIZES, decoder_start_token_id=END, forced_eos_token_id=END)),
    "mbart": lambda: transformers.MBartForConditionalGeneration(
        transformers.MBartConfig(**TOKENS, **SIZES, decoder_start_token_id=END, scale_embedding=True)),
    "pegasus": lambda: transformers.PegasusForConditionalGeneration(
        transformers.PegasusConfig(**TOKENS, **SIZES, decoder_start_token_id=PADDING, scale_embedding=True)),
    "marian": lambda: transformers.MarianMTModel(
        transformers.MarianConfig(**TOKENS, **SIZES, decoder_start_token_id=PADDING, scale_embedding=True)),
    "m2m_100": lambda: transformers.M2M100ForConditionalGeneration(
        transformers.M2M100Config(**TOKENS, **SIZES, decoder_start_token_id=END, scale_embedding=True)),
}


def ready(model, steps=400):
    """Half taught to write prompts backwards: texts depend on prompt and place and end, which those of random weights do not."""
    torch.manual_seed(7)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(steps):
        length = int(torch.randint(2, 9, ()))
        ids = torch.randint(3, VOCABULARY, (16, length))
        labels = torch.cat([ids.flip(1), torch.full((16, 1), END)], 1)
        loss = model.eval()(input_ids=ids, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


class Read(torch.nn.Module):
    def __init__(self, language):
        super().__init__()
        self.encoder = language.get_encoder()

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class Write(torch.nn.Module):
    """Whole texts, or a token and what was kept of those before, to logits and what is to be kept."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, encoder_attention_mask, input_ids, encoder_hidden_states, *past):
        own, told = DynamicCache(), DynamicCache()
        for layer in range(len(past) // 4):
            own.update(*past[4 * layer : 4 * layer + 2], layer)
            told.update(*past[4 * layer + 2 : 4 * layer + 4], layer)
        output = self.language(
            decoder_input_ids=input_ids, encoder_outputs=BaseModelOutput(encoder_hidden_states),
            attention_mask=encoder_attention_mask, past_key_values=EncoderDecoderCache(own, told), use_cache=True)
        kept = output.past_key_values
        present = []
        for of_own, of_told in zip(kept.self_attention_cache.layers, kept.cross_attention_cache.layers):
            present += [of_own.keys, of_own.values]
            present += [] if past else [of_told.keys, of_told.values]
        return output.logits, *present


def short(model):
    """The same with short names for inner values: what torch calls them is most of such a small file."""
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output]}
    names = {}
    for node in graph.node:
        node.ClearField("name")
        for ends in (node.input, node.output):
            for i, name in enumerate(ends):
                if name and name not in kept:
                    ends[i] = names.setdefault(name, f"v{len(names)}")
    for weight in graph.initializer:
        weight.name = names.get(weight.name, weight.name)
    graph.ClearField("value_info")
    return model


def export(file, module, inputs, outputs, axes):
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(), tuple(inputs.values()), str(file), input_names=list(inputs), output_names=outputs,
        dynamic_axes={name: axes[name] for name in [*inputs, *outputs]}, opset_version=17, dynamo=False)
    onnx.save(short(onnx.load(file)), file)


def merge(file, whole, after):
    """Both decoders as branches of an If. What the second does not give stands in it as an empty constant."""
    graphs = {"else_branch": copy.deepcopy(whole.graph), "then_branch": copy.deepcopy(after.graph)}
    given = {value.name for value in after.graph.output}
    for value in whole.graph.output:
        if value.name not in given:
            sizes = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
            sizes[2] = 1
            empty = onnx.helper.make_tensor("empty", onnx.TensorProto.FLOAT, sizes, [])
            graphs["then_branch"].node.append(onnx.helper.make_node("Constant", [], [value.name], value=empty))
    shared = {}
    for branch, graph in graphs.items():
        names = {}
        for weight in graph.initializer:
            weight_name, weight.name = weight.name, ""
            names[weight_name] = shared.setdefault(weight.SerializeToString(), (f"w{len(shared)}", weight))[0]
        inner = lambda name: names.get(name) or (branch[0] + name if name.startswith("v") else name)
        for node in graph.node:
            node.input[:] = map(inner, node.input)
            node.output[:] = map(inner, node.output)
        del graph.initializer[:], graph.input[:], graph.output[:]
        graph.output.extend(whole.graph.output)
        graph.name = branch
    for name, weight in shared.values():
        weight.name = name
    node = onnx.helper.make_node("If", ["use_cache_branch"], [value.name for value in whole.graph.output], **graphs)
    inputs = {value.name: value for model in (after, whole) for value in model.graph.input}
    switch = onnx.helper.make_tensor_value_info("use_cache_branch", onnx.TensorProto.BOOL, [1])
    merged = onnx.helper.make_graph(
        [node], "merged", [*inputs.values(), switch], whole.graph.output, [weight for _, weight in shared.values()])
    model = onnx.helper.make_model(merged, opset_imports=whole.opset_import, ir_version=whole.ir_version)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def export_all(folder, model):
    """The four files; the width of a head and the like are those of the model."""
    width = model.config.d_model
    layers = len(model.get_decoder().block if hasattr(model.get_decoder(), "block") else model.get_decoder().layers)
    states = [f"{layer}.{part}.{kind}" for layer in range(layers) for part in ("decoder", "encoder") for kind in ("key", "value")]
    growing = [state for state in states if "decoder" in state]
    read, written = "encoder_sequence_length", "decoder_sequence_length"
    axes = {name: {0: "batch_size", 1: read} for name in ("attention_mask", "encoder_attention_mask", "encoder_hidden_states",
                                                          "last_hidden_state")}
    axes |= {name: {0: "batch_size", 1: written} for name in ("input_ids", "logits")}
    for state in states:
        axes[f"past_key_values.{state}"] = {0: "batch_size", 2: "past_" + written if state in growing else read + "_out"}
        axes[f"present.{state}"] = {0: "batch_size", 2: "past_" + written + " + 1" if state in growing else read + "_out"}
    ids, mask = torch.randint(3, 40, (2, 7)), torch.ones(2, 7, dtype=torch.long)
    export(folder / "encoder_model.onnx", Read(model), {"input_ids": ids, "attention_mask": mask}, ["last_hidden_state"],
           axes | {"input_ids": {0: "batch_size", 1: read}})
    told = {"encoder_attention_mask": mask, "input_ids": ids[:, :4], "encoder_hidden_states": torch.randn(2, 7, width)}
    export(folder / "decoder_model.onnx", Write(model), told, ["logits"] + [f"present.{state}" for state in states], axes)
    _, *present = Write(model)(*told.values())
    told |= {"input_ids": ids[:, :1]} | {f"past_key_values.{state}": part.detach() for state, part in zip(states, present)}
    export(folder / "decoder_with_past_model.onnx", Write(model), told, ["logits"] + [f"present.{state}" for state in growing],
           axes | {"input_ids": {0: "batch_size"}})
    decoders = [onnx.load(folder / f"{name}.onnx") for name in ("decoder_model", "decoder_with_past_model")]
    merge(folder / "decoder_model_merged.onnx", *decoders)


def written(model, prompt, s, cache):
    ids = torch.tensor([prompt])
    texts = model.generate(ids, attention_mask=torch.ones_like(ids), use_cache=cache, **s)
    return until_end(texts, 1, [END])


def cases(model, count):
    r = random.Random(5)
    exact = copy.deepcopy(model).double()
    found = []
    while len(found) < count:
        prompt = [r.randint(3, VOCABULARY - 1) for _ in range(r.choice([1, 3, 5, 9, 14]))]
        s = drawn(r, 1, VOCABULARY, [END])
        if "num_beams" not in s and r.random() < 0.3:
            s |= {"do_sample": True, "top_k": 1}
        elif "num_beams" in s and r.random() < 0.3:
            s["num_beams"] = 5
        s.setdefault("do_sample", False)
        texts = written(model, prompt, s, True)
        if texts == written(exact, prompt, s, True) == written(exact, prompt, s, False):
            found.append({"prompt": prompt, "settings": s, "texts": texts})
    return found


def main(folder, names):
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    for name in names or ["t5", "bart", "mbart"]:
        torch.manual_seed(5)
        model = ready(MODELS[name]())
        start = model.config.decoder_start_token_id
        model.generation_config = transformers.GenerationConfig(
            decoder_start_token_id=start, bos_token_id=BEGIN, eos_token_id=END, pad_token_id=PADDING)
        export_all(folder / name / "onnx", model)
        model.config.save_pretrained(folder / name)
        model.generation_config.save_pretrained(folder / name)
        with torch.no_grad():
            lines = [json.dumps(each) for each in cases(model, 40)]
        (folder / name / "texts.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
