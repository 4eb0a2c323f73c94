"""Models that compare images with texts: CLIP, SigLIP and CoCa of transformers or open_clip, a file for each tower."""
import pathlib

import torch
from safetensors.torch import save_file

from . import clip_tokenizer, part, vision

TEXT = {0: "batch_size", 1: "sequence_length"}
TRIED = [
    "a photo of a red square.",
    "Two GREEN circles,   one above the other!",
    "it's 2024's blue, naïve café – they're 12345",
    "x" * 300,
    "",
    "日本語 и русский \n tab\tend",
]


def of_transformers(model, processor, size=None):
    """A CLIPModel, SiglipModel or another with the same parts."""
    config = model.config
    encoder = vision.of_transformers(model, processor.get("image"), size)

    def see(pixels):
        found = model.vision_model(pixel_values=pixels)
        made = {"last_hidden_state": found.last_hidden_state, "pooler_output": found.pooler_output}
        return made | ({"image_embeds": model.visual_projection(found.pooler_output)} if hasattr(model, "visual_projection") else {})

    def read(ids):
        found = model.text_model(input_ids=ids)
        made = {"last_hidden_state": found.last_hidden_state, "pooler_output": found.pooler_output}
        return made | ({"text_embeds": model.text_projection(found.pooler_output)} if hasattr(model, "text_projection") else {})

    encoder.model, encoder.run = model, see
    encoder.config = config.to_dict()
    if size:
        encoder.config["vision_config"]["image_size"] = list(size)
    length = config.text_config.max_position_embeddings
    fixed = not hasattr(model, "text_projection")  # SigLIP has seen none but filled texts
    vocabulary = config.text_config.vocab_size
    end = config.text_config.eos_token_id
    weights = {name: value for name, value in model.named_parameters() if "projection" in name or name.startswith("logit")}
    return encoder, _text(model, read, vocabulary, end, length, fixed), weights


def of_open_clip(model, name, tokenizer=None):
    """A model of open_clip's factory, with another tokenizer than that of the name if one is given; its vectors are not yet of length 1."""
    visual, text = model.visual, getattr(model, "text", model)
    size = visual.image_size if isinstance(visual.image_size, tuple) else (visual.image_size,) * 2
    said = visual.preprocess_cfg
    squash = said.get("resize_mode") == "squash"
    if said.get("resize_mode") == "longest":
        raise part.ExportError("its pictures are resized by the longer edge and filled up, for which no image_processor_type stands")
    prepared = vision.prepared(size, said["mean"], said["std"], said.get("interpolation", "bicubic"), squash=squash)
    projection, matrix = getattr(visual, "proj", None), _matrix(getattr(text, "text_projection", None))
    if projection is None or matrix is None or not hasattr(visual, "_pool") or not hasattr(text, "token_embedding"):
        raise part.ExportError(
            "its towers are of timm or transformers, or project otherwise than by a matrix; export each tower of its own kind"
        )

    def see(pixels):
        states = visual.transformer(visual._embeds(pixels))
        vector, tokens = visual._pool(states)
        last = states if visual.attn_pool is not None else visual.ln_post(states)
        return {"last_hidden_state": last, "pooler_output": vector, "image_embeds": vector @ projection}

    tokenizer, end = (tokenizer, tokenizer.eos_token_id) if tokenizer else clip_tokenizer.of_open_clip(name)
    length = tokenizer.model_max_length

    def read(ids):
        # What fills up a text is 0 in open_clip, whatever whoever runs this file fills up with.
        after = (ids == end).long().cumsum(1) - (ids == end).long() > 0
        ids = torch.where(after, torch.zeros_like(ids), ids)
        vector = _before(text, model, ids)
        return {"pooler_output": vector, "text_embeds": vector @ matrix}

    blocks = list(getattr(getattr(visual, "transformer", None), "resblocks", []))
    width = getattr(getattr(visual, "transformer", None), "width", None)
    config = {"model_type": "coca" if hasattr(model, "text_decoder") else "clip", "architectures": [type(model).__name__]}
    vision_config = {"model_type": "clip_vision_model", "image_size": size[0], "hidden_size": width, "num_hidden_layers": len(blocks)}
    if hasattr(visual, "patch_size"):
        vision_config["patch_size"] = visual.patch_size[0] if isinstance(visual.patch_size, tuple) else visual.patch_size
    text_config = {"model_type": "clip_text_model", "max_position_embeddings": length, "vocab_size": text.vocab_size}
    text_config |= {"eos_token_id": end, "bos_token_id": end - 1, "pad_token_id": 0, "hidden_size": text.transformer.width}
    config |= {"text_config": text_config, "vision_config": vision_config, "_name_or_path": f"open_clip/{name}"}
    weights = {"logit_scale": model.logit_scale.reshape(())} | _biases(model)
    weights |= {"visual_projection.weight": projection.T, "text_projection.weight": matrix.T}
    weights |= {f"visual.{key}": value for key, value in visual.state_dict().items() if key.startswith(("attn_pool", "ln_post"))}
    encoder = vision.Encoder(model, see, size, config, prepared, blocks)
    made = _text(model, read, text.vocab_size, end, length, fixed=True)  # PyTorch's attention is traced for one
    _require_same_vectors(model, see, read, torch.randn(2, 3, *size), made.inputs(2, length)["input_ids"], end)
    return encoder, made, weights, tokenizer


def _require_same_vectors(model, see, read, pixels, ids, end):
    """Refuses towers whose vectors are not those of open_clip's own methods, which were taken apart for the export."""
    filled = torch.where((ids == end).cumsum(1) > 1, torch.zeros_like(ids), ids)
    with torch.no_grad():
        pairs = [(see(pixels)["image_embeds"], model.encode_image(pixels)), (read(ids)["text_embeds"], model.encode_text(filled))]
        for one, other in pairs:
            one, other = (torch.nn.functional.normalize(found, dim=-1) for found in (one, other))
            if (one - other).abs().max() > part.LIMIT:
                raise part.ExportError(
                    "its towers give other vectors than encode_image and encode_text; this version of open_clip is not known"
                )


def _biases(model):
    bias = getattr(model, "logit_bias", None)
    return {} if bias is None else {"logit_bias": bias.reshape(())}


def _matrix(projection):
    """[width, width of the common space], as open_clip multiplies by it; None where there is a bias or no projection."""
    if isinstance(projection, torch.nn.Linear):
        return None if projection.bias is not None else projection.weight.T
    return projection


def _before(text, model, ids):
    """The vector of a text before its projection."""
    import open_clip.transformer

    if text is model:
        states = text.token_embedding(ids) + text.positional_embedding[: ids.shape[1]]
        states = text.ln_final(text.transformer(states, attn_mask=text.attn_mask[: ids.shape[1], : ids.shape[1]]))
        return open_clip.transformer.text_global_pool(states, ids, text.text_pool_type, eos_token_id=getattr(text, "text_eos_id", None))
    states, mask = text._embeds(ids)
    states = text.transformer(states, attn_mask=mask)
    if text.cls_emb is not None:
        return text.ln_final(open_clip.transformer.text_global_pool(states, pool_type="last"))
    return open_clip.transformer.text_global_pool(
        text.ln_final(states), ids, pool_type=text.pool_type, eos_token_id=getattr(text, "eos_id", None)
    )


def _text(model, read, vocabulary, end, length, fixed):
    def inputs(batch, tokens):
        ids = torch.randint(3, vocabulary - 3, (batch, tokens), generator=torch.Generator().manual_seed(tokens))
        ids[:, -1] = end
        if batch > 1:
            ids[-1, tokens // 2 :] = end  # a shorter text, filled up
        return {"input_ids": ids}

    with torch.no_grad():
        outputs = list(read(inputs(1, length)["input_ids"]))
    axes = {"input_ids": {0: "batch_size"} if fixed else TEXT} | {name: {0: "batch_size"} for name in outputs}
    axes |= {"last_hidden_state": TEXT} if "last_hidden_state" in outputs and not fixed else {}
    tokens = [length] * 3 if fixed else [7, length, 3]
    sizes = [dict(batch=batch, tokens=count) for batch, count in zip((2, 1, 3), tokens)]
    return part.Part("text_model", part.Call(model, lambda ids: tuple(read(ids).values())), inputs, outputs, axes, sizes)


def parts(towers, hidden=False):
    encoder, text, *_ = towers
    return vision.parts(encoder, hidden, name="vision_model") + [text]


def save(towers, tokenizer, folder: pathlib.Path):
    """Settings, tokenizer, and as model.safetensors what belongs to the comparison: projections and the scale of logits."""
    encoder, _, weights, *_ = towers
    vision.save(encoder, folder)
    if tokenizer is not None:
        tokenizer.save_pretrained(folder)
    tensors = {name: value.detach().contiguous().clone().float() for name, value in weights.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer_config.json").exists() or print("no tokenizer is there; give one by --tokenizer FOLDER")


def require_same_tokens(tokenizer, reference, length):
    """Refuses a tokenizer.json that reads texts otherwise than open_clip's own."""
    for text in TRIED:
        wanted = reference(text)[0].tolist()
        found = tokenizer(text, truncation=True, max_length=length)["input_ids"]
        if found != wanted[: len(found)] or any(wanted[len(found) :]):
            raise part.ExportError(f"tokenizer.json reads {text[:40]!r} as {found[:20]}, and open_clip as {wanted[:20]}")
    print(f"tokenizer.json: {len(TRIED)} texts are read as open_clip reads them")
