"""LLaVA-1.5, and LLaVA with SigLIP and Qwen2.

How to add a system: a module with CASES, each a published.Case whose `make` saves a tiny model of the system's own classes with
save_pretrained (folder/checkpoint) and exports its vision tower and language model (folder/vision, folder/language).
"""
import torch
import transformers

import export
import published
import tiny_tokenizers
import training

VICUNA = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': ' }}{% endif %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% if message['role'] != 'assistant' %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ part['text'] + ' ' }}{% endfor %}"
    "{% else %}{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% generation %}{{ part['text'] + ' ' }}{% endgeneration %}{% endfor %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' }}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>' }}{% endfor %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ '\n' + part['text'] }}{% endfor %}"
    "{{ '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def features(model, inputs):
    """The hidden state that the configuration names, without the class token if it says so."""
    hidden = model.model.vision_tower(inputs["pixel_values"], output_hidden_states=True).hidden_states
    kept = slice(1, None) if getattr(model.config, "vision_feature_select_strategy", "default") == "default" else slice(None)
    layers = getattr(model.config, "vision_feature_layers", None) or model.config.vision_feature_layer
    return torch.cat([hidden[layer][0, kept] for layer in ([layers] if isinstance(layers, int) else layers)], dim=-1)


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output[0]


def _finish(model, tokenizer, processor, folder, size, **generation):
    published.save(model, processor, folder, **generation)
    tiny_tokenizers.save(tokenizer, folder / "language")
    export.vision(model.model.vision_tower, folder / "vision", size, processor.image_processor)
    export.causal(published.language(model), folder / "language")
    return model, processor


def _llava(folder, template, layer=-2, kind="Llava"):
    tokenizer = tiny_tokenizers.llama(["<image>"])
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", dict(image_token="<image>"))
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.CLIPVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
    )
    text = transformers.LlamaConfig(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    image = known.convert_tokens_to_ids("<image>")
    taken = "vision_feature_layers" if kind == "VipLlava" else "vision_feature_layer"
    config = getattr(transformers, kind + "Config")(
        vision_config=vision, text_config=text, image_token_index=image, image_seq_length=16, **{taken: layer}
    )
    config._attn_implementation = "eager"
    model = published.randomized(getattr(transformers, kind + "ForConditionalGeneration")(config))
    pixels = transformers.CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56})
    processor = transformers.LlavaProcessor(
        pixels,
        known,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=template,
    )
    return _finish(model, tokenizer, processor, folder, 56, bos_token_id=1, eos_token_id=2, pad_token_id=0)


def _siglip_qwen2(folder):
    names = dict(eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer = tiny_tokenizers.bytes_bpe(["<|im_start|>", "<image>"], names)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", dict(image_token="<image>"))
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.SiglipVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
    )
    end = known.convert_tokens_to_ids("<|im_end|>")
    text = transformers.Qwen2Config(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=None,
        eos_token_id=end,
    )
    config = transformers.LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=known.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-2,
        vision_feature_select_strategy="full",
        image_seq_length=16,
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.LlavaForConditionalGeneration(config))
    pixels = transformers.SiglipImageProcessorPil(size={"height": 56, "width": 56})
    processor = transformers.LlavaProcessor(
        pixels, known, patch_size=14, vision_feature_select_strategy="full", chat_template=CHATML
    )
    return _finish(model, tokenizer, processor, folder, 56, eos_token_id=[end, end - 1], pad_token_id=end)


TRAINING = training.Training(("model.multi_modal_projector",), "llava")
CASES = [
    published.Case("llava", "LLaVA-1.5 (CLIP, LLaMA)", lambda folder: _llava(folder, VICUNA), None, features, visual, training=TRAINING),
    published.Case(
        "llava-layers",
        "LLaVA of two layers' features",
        lambda folder: _llava(folder, VICUNA, [-2, 1]),
        None,
        features,
        visual,
        training=TRAINING,
    ),
    published.Case(
        "vipllava",
        "ViP-LLaVA (CLIP, LLaMA)",
        lambda folder: _llava(folder, VICUNA, [-2, 0, 3, -3, 1], "VipLlava"),
        None,
        features,
        visual,
        training=training.Training(TRAINING.trained, "vipllava"),
    ),
    published.Case("llava-siglip", "LLaVA with SigLIP and Qwen2", _siglip_qwen2, None, features, visual, training=TRAINING),
]
