"""Language models of transformers: decoders with their cache of keys and values, and encoder-decoder models."""
import inspect
import json
import pathlib

import torch
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

from . import part

READ = {0: "batch_size", 1: "sequence_length"}
WHOLE = {0: "batch_size", 1: "past_sequence_length + sequence_length"}
ENCODED = {0: "batch_size", 1: "encoder_sequence_length"}
DECODED = {0: "batch_size", 1: "decoder_sequence_length"}
KEPT = {0: "batch_size", 2: "past_sequence_length"}
SIZES = [dict(batch=2, tokens=5, past=3), dict(batch=1, tokens=1, past=8), dict(batch=3, tokens=9, past=0)]


def parts(model, cache=True, cut=False):
    """The files of a language model. cut: the token embedding apart, as transformers.js takes it; a decoder only."""
    model.eval().set_attn_implementation("eager")
    if model.config.is_encoder_decoder:
        if cut:
            raise part.ExportError("--cut is for decoders; an encoder-decoder model is in two files anyway")
        return _encoder_decoder(model, cache)
    return _decoder(model, cache, cut)


def save(model, tokenizer, folder: pathlib.Path):
    """config.json, generation_config.json and, where there is a tokenizer, its files."""
    model.config.save_pretrained(folder)
    said = getattr(model, "generation_config", None)
    names = ["bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"]
    config = model.config.get_text_config()
    ids = {name: value for name in names if (value := getattr(config, name, getattr(model.config, name, None))) is not None}
    said = said.to_diff_dict() if said is not None else {}
    (folder / "generation_config.json").write_text(json.dumps(ids | said, indent=2) + "\n")
    save_tokenizer(tokenizer, folder, config.vocab_size)


def save_tokenizer(tokenizer, folder: pathlib.Path, vocabulary):
    """Its files, where there is one; vocabulary is how many tokens the model's embedding has."""
    if tokenizer is None:
        print("no tokenizer is there; give one by --tokenizer FOLDER, or put tokenizer.json beside config.json before a training")
        return
    tokenizer.save_pretrained(folder)
    if not (folder / "tokenizer.json").exists():
        raise part.ExportError(f"{type(tokenizer).__name__} writes no tokenizer.json; load it with use_fast=True or convert it")
    if len(tokenizer) > vocabulary:
        raise part.ExportError(f"the tokenizer has {len(tokenizer)} tokens, and the model an embedding of {vocabulary}")


def states(cache):
    """Keys and values of all layers, in order."""
    if any(getattr(layer, "keys", None) is None for layer in getattr(cache, "layers", [None])):
        raise part.ExportError("not all of its layers keep keys and values (a state-space or linear attention); such are not exported")
    return [state for layer in cache.layers for state in (layer.keys, layer.values)]


def filled(flat, first=0, count=None):
    """The cache that holds them; first and count choose among kinds of keys and values of a layer."""
    cache = DynamicCache()
    step = count or 2
    for layer in range(len(flat) // step):
        cache.update(flat[step * layer + first], flat[step * layer + first + 1], layer)
    return cache


def names(prefix, layers, kinds=("key", "value")):
    return [f"{prefix}.{layer}.{kind}" for layer in range(layers) for kind in kinds]


def _ids(model, batch, tokens):
    vocabulary = model.config.get_text_config().vocab_size
    return torch.randint(3, vocabulary, (batch, tokens), generator=torch.Generator().manual_seed(tokens))


def _decoder(model, cache, cut):
    positions = "position_ids" in inspect.signature(model.forward).parameters and model.config.model_type != "opt"
    kept = {}
    if cache:
        with torch.no_grad():
            probe = states(getattr(model(input_ids=_ids(model, 1, 3), use_cache=True), "past_key_values", None))
        kept = {name: state.shape for name, state in zip(names("past_key_values", len(probe) // 2), probe)}

    def inputs(batch, tokens, past=0):
        past = past if cache else 0
        mask = torch.ones(batch, past + tokens, dtype=torch.int64)
        mask[-1, : (past + tokens) // 3 if batch > 1 else 0] = 0  # a shorter text, padded in front
        place = (mask.cumsum(1) - 1).clamp(min=0)[:, past:]
        ids = _ids(model, batch, tokens)
        given = {"input_ids": ids} if not cut else {"inputs_embeds": model.get_input_embeddings()(ids).detach()}
        given |= {"attention_mask": mask} | ({"position_ids": place} if positions else {})
        return given | {name: torch.randn(batch, shape[1], past, shape[3]) for name, shape in kept.items()}

    def run(tokens, mask, *rest):
        more = {"inputs_embeds" if cut else "input_ids": tokens, "attention_mask": mask}
        if positions:
            more["position_ids"], rest = rest[0], rest[1:]
        found = model(past_key_values=filled(rest) if cache else None, use_cache=cache, **more)
        return (found.logits, *(states(found.past_key_values) if cache else []))

    given = inputs(**SIZES[0])
    outputs = ["logits"] + names("present", len(kept) // 2)
    axes = {name: READ for name in [next(iter(given)), "logits"]} | {"attention_mask": WHOLE if cache else READ}
    axes |= {"position_ids": READ} if positions else {}
    axes |= {name: KEPT for name in kept} | {name: {0: "batch_size", 2: WHOLE[1]} for name in outputs[1:]}
    file = "decoder_model_merged" if cut else "model"
    made = [part.Part(file, part.Call(model, run), inputs, outputs, axes, SIZES)]
    if cache:
        _goes_on(model, run, inputs, positions, cut)
    if cut:
        embedding = part.Call(model, lambda ids: (model.get_input_embeddings()(ids),))
        asked = lambda batch, tokens, past: {"input_ids": _ids(model, batch, tokens)}
        axes = {"input_ids": READ, "inputs_embeds": READ}
        made.append(part.Part("embed_tokens", embedding, asked, ["inputs_embeds"], axes, SIZES))
    return made


def _goes_on(model, run, inputs, positions, cut):
    """Refuses a model that reads a text in two parts, the first from its cache, otherwise than in one."""
    whole = list(inputs(1, 9).values())
    with torch.no_grad():
        logits, *_ = run(*whole)
        given = [whole[0][:, :4], whole[1][:, :4]] + [whole[2][:, :4]] * positions + [state[:, :, :0] for state in whole[2 + positions :]]
        _, *past = run(*given)
        rest = [whole[0][:, 4:], whole[1]] + [whole[2][:, 4:]] * positions
        later, *_ = run(*rest, *past)
    far, scale = part.deviation("logits", logits[:, 4:].numpy(), later.numpy(), "a text in two parts")
    if far > part.LIMIT:
        raise part.ExportError(f"goes on from its cache {far:.1e} of {scale:.3g} away from where it reads the whole text; use --no-cache")


def _encoder_decoder(model, cache):
    width = model.config.d_model
    decoder_layers = getattr(model.config, "num_decoder_layers", None) or model.config.decoder_layers
    kinds = ("decoder.key", "decoder.value", "encoder.key", "encoder.value")

    def mask_of(batch, tokens):
        mask = torch.ones(batch, tokens, dtype=torch.int64)
        mask[-1, tokens - tokens // 3 if batch > 1 else tokens :] = 0
        return mask

    def read(batch, tokens, **_):
        return {"input_ids": _ids(model, batch, tokens + 2), "attention_mask": mask_of(batch, tokens + 2)}

    def encode(ids, mask):
        return (model.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state,)

    def told(batch, tokens, past):
        hidden = torch.randn(batch, past + 4, width)
        return {
            "encoder_attention_mask": mask_of(batch, past + 4),
            "input_ids": _ids(model, batch, tokens),
            "encoder_hidden_states": hidden,
        }

    def kept(state):
        pairs = zip(state.self_attention_cache.layers, state.cross_attention_cache.layers)
        return [part for own, cross in pairs for part in (own.keys, own.values, cross.keys, cross.values)]

    def decode(mask, ids, hidden):
        found = model(decoder_input_ids=ids, encoder_outputs=(hidden,), attention_mask=mask, use_cache=cache)
        return (found.logits, *(kept(found.past_key_values) if cache else []))

    def again(batch, tokens, past):
        with torch.no_grad():
            _, *flat = decode(*told(batch, past + 1, past).values())
        given = {"encoder_attention_mask": mask_of(batch, past + 4), "input_ids": _ids(model, batch, 1)}
        return given | dict(zip(names("past_key_values", decoder_layers, kinds), flat))

    def go_on(mask, ids, *flat):
        past = EncoderDecoderCache(filled(flat, 0, 4), filled(flat, 2, 4))
        past.is_updated = {layer: True for layer in range(decoder_layers)}
        hidden = torch.zeros(1, 1, width).expand(mask.shape[0], mask.shape[1], width)  # read by nobody: its keys are there
        found = model(decoder_input_ids=ids, encoder_outputs=(hidden,), attention_mask=mask, past_key_values=past, use_cache=True)
        states = kept(found.past_key_values)
        return (found.logits, *[state for layer in range(decoder_layers) for state in states[4 * layer : 4 * layer + 2]])

    axes = {name: ENCODED for name in ("input_ids", "attention_mask", "last_hidden_state")}
    made = [part.Part("encoder_model", part.Call(model, encode), read, ["last_hidden_state"], axes, SIZES)]
    axes = {"encoder_attention_mask": ENCODED, "encoder_hidden_states": ENCODED, "input_ids": DECODED, "logits": DECODED}
    outputs = ["logits"] + (names("present", decoder_layers, kinds) if cache else [])
    axes |= {name: {0: "batch_size", 2: (ENCODED if ".encoder." in name else DECODED)[1]} for name in outputs[1:]}
    made.append(part.Part("decoder_model", part.Call(model, decode), told, outputs, axes, SIZES))
    if cache:
        outputs = ["logits"] + names("present", decoder_layers, kinds[:2])
        axes = {"encoder_attention_mask": ENCODED, "input_ids": {0: "batch_size"}, "logits": {0: "batch_size"}}
        axes |= {name: {0: "batch_size", 2: WHOLE[1]} for name in outputs[1:]}
        for name in names("past_key_values", decoder_layers, kinds):
            axes[name] = KEPT if ".decoder." in name else {0: "batch_size", 2: ENCODED[1]}
        sizes = [dict(batch=2, tokens=1, past=3), dict(batch=1, tokens=1, past=6)]
        made.append(part.Part("decoder_with_past_model", part.Call(model, go_on), again, outputs, axes, sizes))
    return made
