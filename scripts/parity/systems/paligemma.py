"""PaliGemma with Gemma, and PaliGemma 2 with Gemma 2: attention over picture and prompt in both directions."""
import json

import tokenizers
import torch
import transformers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

import export
import published
import tiny_tokenizers
import training


def gemma_tokenizer():
    """Gemma's: blanks become marks, no mark before a text."""
    tokenizer = tokenizers.Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    names = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokens = names + [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=tokens, show_progress=False)
    tokenizer.train_from_iterator(tiny_tokenizers.SENTENCES, trainer)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    state = json.loads(tokenizer.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(state))
    tokenizer.add_special_tokens([tokenizers.AddedToken("<image>", normalized=False, special=True)])
    return tokenizer, dict(bos_token="<bos>", eos_token="<eos>", unk_token="<unk>", pad_token="<pad>")


def _paligemma(folder, second, tokenizer, extra):
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", extra)
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    pixels = transformers.SiglipImageProcessorPil(size={"height": 56, "width": 56})
    pixels.image_seq_length = 16
    processor = transformers.PaliGemmaProcessor(pixels, known)
    body = dict(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=512,
        bos_token_id=known.bos_token_id,
        eos_token_id=known.eos_token_id,
        pad_token_id=known.pad_token_id,
    )
    if second:
        window = dict(sliding_window=8, query_pre_attn_scalar=16, final_logit_softcapping=None)
        text = transformers.Gemma2Config(**body, **window)
    else:
        text = transformers.GemmaConfig(**body)
    vision = transformers.SiglipVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
    )
    vision.projection_dim = 64
    vision.vision_use_head = False
    image = known.convert_tokens_to_ids("<image>")
    config = transformers.PaliGemmaConfig(
        vision_config=vision.to_dict(), text_config=text.to_dict(), image_token_index=image, projection_dim=64
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.PaliGemmaForConditionalGeneration(config))
    ids = {name: body[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    published.save(model, processor, folder, **ids)
    processor.tokenizer.save_pretrained(folder / "language")  # with the tokens of places and shapes
    export.vision(model.model.vision_tower, folder / "vision", 56, pixels)
    export.causal(published.language(model), folder / "language")
    return model, processor


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output[0]


def features(model, inputs):
    return model.model.vision_tower(inputs["pixel_values"]).last_hidden_state[0]


def sample(processor, pictures, question, answer):
    made = processor(images=pictures[0], text="<image>" + question, suffix=answer, return_tensors="pt")
    labels = made.input_ids.masked_fill(made.token_type_ids == 0, -100)
    return {name: made[name] for name in ("input_ids", "attention_mask", "token_type_ids", "pixel_values")} | dict(labels=labels)


TRAINING = training.Training(("model.multi_modal_projector",), "paligemma", sample)


def _case(name, title, second, tokenizer=gemma_tokenizer):
    extra = dict(image_token="<image>")
    make = lambda folder: _paligemma(folder, second, tokenizer(), extra)
    return published.Case(
        name, title, make, lambda question: "<image>" + question, features, visual, training=TRAINING
    )


CASES = [
    _case("paligemma", "PaliGemma (SigLIP, Gemma)", False),
    _case("paligemma2", "PaliGemma 2 (SigLIP, Gemma 2)", True),
]
