"""Gemma 3: SigLIP's patches averaged to fewer tokens, each image looked at in both directions, windows in most layers."""

import tokenizers
import torch
import transformers

import export
import published
import tiny_tokenizers
import training
from systems.paligemma import features, gemma_tokenizer, visual

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<start_of_turn>' + role + '\n' }}{% if message['content'] is string %}{{ message['content'] | trim }}{% else %}"
    "{% for item in message['content'] %}{% if item['type'] == 'image' %}<start_of_image>"
    "{% elif item['type'] == 'text' %}{{ item['text'] | trim }}{% endif %}{% endfor %}{% endif %}"
    "{{ '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
TOKENS = dict(boi_token="<start_of_image>", eoi_token="<end_of_image>", image_token="<image_soft_token>")


def _make(folder):
    tokenizer, names = gemma_tokenizer()
    special = ["<start_of_turn>", "<end_of_turn>", *TOKENS.values()]
    tokenizer.add_special_tokens([tokenizers.AddedToken(token, normalized=False, special=True) for token in special])
    tiny_tokenizers.save((tokenizer, names), folder / "checkpoint", TOKENS)
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    pixels = transformers.Gemma3ImageProcessorPil(size={"height": 56, "width": 56})
    processor = transformers.Gemma3Processor(pixels, known, chat_template=TEMPLATE, image_seq_length=4)
    end = known.convert_tokens_to_ids("<end_of_turn>")
    ids = dict(bos_token_id=known.bos_token_id, eos_token_id=[known.eos_token_id, end], pad_token_id=known.pad_token_id)
    text = transformers.Gemma3TextConfig(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        query_pre_attn_scalar=16,
        max_position_embeddings=512,
        sliding_window=6,
        layer_types=["sliding_attention", "sliding_attention", "full_attention"],
        **ids,
    )
    vision = dict(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
    )
    config = transformers.Gemma3Config(
        vision_config=dict(model_type="siglip_vision_model", vision_use_head=False, **vision),
        text_config=text.to_dict(),
        mm_tokens_per_image=4,
        **{name.removesuffix("_token") + "_token_index": known.convert_tokens_to_ids(token) for name, token in TOKENS.items()},
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.Gemma3ForConditionalGeneration(config))
    published.save(model, processor, folder, **ids)
    processor.tokenizer.save_pretrained(folder / "language")
    export.vision(model.model.vision_tower, folder / "vision", 56, pixels)
    export.causal(published.language(model), folder / "language")
    return model, processor


TRAINING = training.Training(("model.multi_modal_projector",), "gemma3")
CASES = [published.Case("gemma3", "Gemma 3 (SigLIP, Gemma 3)", _make, None, features, visual, training=TRAINING)]
