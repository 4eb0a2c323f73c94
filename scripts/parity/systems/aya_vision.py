"""Aya Vision: numbered tiles and a thumbnail, a projection with a gate, Cohere's language model."""
import unittest.mock

import torch
import transformers

import export
import published
import tiny_tokenizers
import training

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|START_OF_TURN_TOKEN|>{{ '<|' + message['role'] | upper + '_TOKEN|>' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for item in message['content'] %}"
    "{% if item['type'] == 'text' %}{{ item['text'] }}{% elif item['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}"
    "{% endif %}<|END_OF_TURN_TOKEN|>{% endfor %}"
    "{% if add_generation_prompt %}<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{% endif %}"
)
SPECIAL = ["<|START_OF_TURN_TOKEN|>", "<|USER_TOKEN|>", "<|CHATBOT_TOKEN|>", "<|START_OF_IMG|>", "<|END_OF_IMG|>", "<|IMG_PATCH|>",
           "<|IMG_LINE_BREAK|>", "TILE_GLOBAL", *(f"TILE_{number}" for number in range(1, 13))]  # fmt: skip


def features(model, inputs):
    return model.model.vision_tower(inputs["pixel_values"], output_hidden_states=True).hidden_states[-1]


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output


def _make(folder):
    names = dict(bos_token="<BOS_TOKEN>", eos_token="<|END_OF_TURN_TOKEN|>", pad_token="<PAD>")
    tokenizer = tiny_tokenizers.bytes_bpe(SPECIAL, names, begins=True)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint")
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.SiglipVisionConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=56, patch_size=14
    )
    vision.vision_use_head = False
    ids = dict(bos_token_id=known.bos_token_id, eos_token_id=known.eos_token_id, pad_token_id=known.pad_token_id)
    text = transformers.Cohere2Config(
        vocab_size=len(known),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        sliding_window=1024,
        logit_scale=0.5,
        **ids,
    )
    config = transformers.AyaVisionConfig(
        vision_config=vision.to_dict(), text_config=text.to_dict(), image_token_index=known.convert_tokens_to_ids("<|IMG_PATCH|>")
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.AyaVisionForConditionalGeneration(config))
    pixels = transformers.GotOcr2ImageProcessorPil(size={"height": 56, "width": 56}, max_patches=6)
    processor = transformers.AyaVisionProcessor(pixels, known, patch_size=14, img_size=56, downsample_factor=2, chat_template=TEMPLATE)
    published.save(model, processor, folder, **ids)
    tiny_tokenizers.save(tokenizer, folder / "language")
    export.vision(model.model.vision_tower, folder / "vision", 56, pixels)
    twice = lambda x, times, dim: torch.stack([x] * times, dim).flatten(-2)  # noqa: E731  which the exporter can write
    with unittest.mock.patch("torch.repeat_interleave", twice):
        export.causal(published.language(model), folder / "language")
    return _scaled(model), processor


def _scaled(model):
    """With the scale of logits that transformers leaves out of the whole model, though the language model by itself has it; greedy answers
    need it not, beams and losses do."""
    scale = model.config.text_config.logit_scale
    model.lm_head.register_forward_hook(lambda head, given, logits: logits * scale)
    return model


TRAINING = training.Training(
    ("model.multi_modal_projector",), "aya-vision", load=lambda kind, folder: _scaled(training.loaded(kind, folder))
)
CASES = [published.Case("aya-vision", "Aya Vision (SigLIP, Cohere 2)", _make, None, features, visual, training=TRAINING)]
