"""LLaVA-NeXT and LLaVA-OneVision: tiles of a canvas that fits the picture, a learned newline after each row."""
import transformers

import export
import published
import tiny_tokenizers
import training
from systems.llava import CHATML, VICUNA


def features(model, inputs):
    """The hidden state that the configuration names, without the class token if it says so."""
    hidden = model.model.vision_tower(inputs["pixel_values"][0], output_hidden_states=True).hidden_states
    states = hidden[model.config.vision_feature_layer]
    return states[:, 1:] if model.config.vision_feature_select_strategy == "default" else states


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"], inputs["image_sizes"]).pooler_output[0]


def _text(kind, known, **more):
    return kind(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        **more,
    )


def _finish(model, tokenizer, processor, folder, size, **generation):
    published.save(model, processor, folder, **generation)
    tiny_tokenizers.save(tokenizer, folder / "language")
    export.vision(model.model.vision_tower, folder / "vision", size, processor.image_processor)
    export.causal(published.language(model), folder / "language")
    return model, processor


def _next(folder):
    tokenizer = tiny_tokenizers.llama(["<image>"])
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", dict(image_token="<image>"))
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.CLIPVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
    )
    text = _text(transformers.LlamaConfig, known, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    canvases = [[56, 112], [112, 56], [112, 112], [168, 56], [56, 168]]
    image = known.convert_tokens_to_ids("<image>")
    config = transformers.LlavaNextConfig(
        vision_config=vision, text_config=text, image_token_index=image, image_grid_pinpoints=canvases
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.LlavaNextForConditionalGeneration(config))
    pixels = transformers.LlavaNextImageProcessorPil(
        size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56}, image_grid_pinpoints=canvases
    )
    processor = transformers.LlavaNextProcessor(
        pixels,
        known,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=VICUNA,
    )
    return _finish(model, tokenizer, processor, folder, 56, bos_token_id=1, eos_token_id=2, pad_token_id=0)


def _one_vision(folder):
    names = dict(eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer = tiny_tokenizers.bytes_bpe(["<|im_start|>", "<image>", "<video>"], names)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", dict(image_token="<image>", video_token="<video>"))
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = transformers.SiglipVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=40, patch_size=10
    )
    end = known.convert_tokens_to_ids("<|im_end|>")
    text = _text(transformers.Qwen2Config, known, bos_token_id=None, eos_token_id=end)
    canvases = [[40 * rows, 40 * columns] for rows in range(1, 7) for columns in range(1, 7)]
    config = transformers.LlavaOnevisionConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=known.convert_tokens_to_ids("<image>"),
        video_token_index=known.convert_tokens_to_ids("<video>"),
        vision_aspect_ratio="anyres_max_4",
        image_grid_pinpoints=canvases,
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.LlavaOnevisionForConditionalGeneration(config))
    pixels = transformers.LlavaOnevisionImageProcessorPil(size={"height": 40, "width": 40}, image_grid_pinpoints=canvases)
    processor = published.without_videos(
        transformers.LlavaOnevisionProcessor,
        image_processor=pixels,
        tokenizer=known,
        num_image_tokens=16,
        vision_feature_select_strategy="full",
        vision_aspect_ratio="anyres_max_4",
        chat_template=CHATML,
    )
    return _finish(model, tokenizer, processor, folder, 40, eos_token_id=[end, end - 1], pad_token_id=end)


TRAINING = training.Training(("model.multi_modal_projector", "model.image_newline"), "llava")
CASES = [
    published.Case("llava-next", "LLaVA-NeXT (CLIP, LLaMA)", _next, None, features, visual, training=TRAINING),
    published.Case("llava-onevision", "LLaVA-OneVision (SigLIP, Qwen2)", _one_vision, None, features, visual, training=TRAINING),
]
