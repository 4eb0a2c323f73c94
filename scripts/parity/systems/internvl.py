"""InternVL: tiles of a canvas with the picture's proportions, and a thumbnail."""
import transformers

import export
import published
import tiny_tokenizers
import training

TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}{% if message['content'] is string %}"
    "{{ message['content'] }}{% else %}{% for content in message['content'] %}{% if content['type'] == 'image' %}"
    "{{ '<IMG_CONTEXT>\n' }}{% elif content['type'] == 'text' %}{{ content['text'] }}{% endif %}{% endfor %}{% endif %}"
    "{{ '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TOKENS = dict(start_image_token="<img>", end_image_token="</img>", context_image_token="<IMG_CONTEXT>", video_token="<video>")


def features(model, inputs):
    return model.model.vision_tower(inputs["pixel_values"]).last_hidden_state[:, 1:]


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output


def _make(folder):
    names = dict(eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer = tiny_tokenizers.bytes_bpe(["<|im_start|>", *TOKENS.values()], names)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", TOKENS)
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.InternVLVisionConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=[56, 56], patch_size=[14, 14]
    )
    end = known.convert_tokens_to_ids("<|im_end|>")
    text = transformers.Qwen2Config(
        vocab_size=len(known),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        bos_token_id=None,
        eos_token_id=end,
    )
    config = transformers.InternVLConfig(
        vision_config=vision, text_config=text, image_token_id=known.convert_tokens_to_ids("<IMG_CONTEXT>"), image_seq_length=4
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.InternVLForConditionalGeneration(config))
    # The processor has pictures cut although the image processor's own configuration does not say so.
    pixels = transformers.GotOcr2ImageProcessorPil(size={"height": 56, "width": 56}, max_patches=6)
    processor = published.without_videos(
        transformers.InternVLProcessor, image_processor=pixels, tokenizer=known, image_seq_length=4, chat_template=TEMPLATE
    )
    published.save(model, processor, folder, eos_token_id=end, pad_token_id=end)
    tiny_tokenizers.save(tokenizer, folder / "language")
    export.vision(model.model.vision_tower, folder / "vision", 56, pixels)
    export.causal(published.language(model), folder / "language")
    return model, processor


TRAINING = training.Training(("model.multi_modal_projector",), "internvl-hf")
CASES = [published.Case("internvl", "InternVL (tiles and a thumbnail)", _make, None, features, visual, training=TRAINING)]
