"""Idefics3 and SmolVLM: tiles with row and column tokens."""
import importlib.machinery
import sys
import types

import torch
import transformers

import export
import published
import tiny_tokenizers
import training

TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{ line['text'] }}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
CELLS = [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]


def features(model, inputs):
    return model.model.vision_model(inputs["pixel_values"][0]).last_hidden_state


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output


class _Squares(torch.nn.Module):
    """The vision tower for tiles without padding: its positions are those of a whole square, in order."""

    def __init__(self, tower):
        super().__init__()
        self.tower, self.config = tower, tower.config

    def forward(self, pixel_values):
        return self.tower(pixel_values)

    def embed(self, pixel_values, patch_attention_mask=None):
        patches = self.tower.embeddings.patch_embedding(pixel_values).flatten(2).transpose(1, 2)
        return patches + self.tower.embeddings.position_embedding.weight


def _export(tower, folder, processor):
    squares = _Squares(tower)
    whole = tower.embeddings.forward
    tower.embeddings.forward = squares.embed
    export.vision(squares, folder, tower.config.image_size, processor)
    tower.embeddings.forward = whole


def _make(folder, kind, edge, longest, scale):
    names = dict(bos_token="<|im_start|>", eos_token="<end_of_utterance>", pad_token="<pad>")
    special = ["<fake_token_around_image>", "<image>", "<global-img>", *CELLS]
    tokenizer = tiny_tokenizers.bytes_bpe(special, names)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", dict(image_token="<image>"))
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = getattr(transformers, kind + "VisionConfig")(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=edge, patch_size=7
    )
    end = known.convert_tokens_to_ids("<end_of_utterance>")
    text = transformers.LlamaConfig(
        vocab_size=len(known),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        bos_token_id=known.bos_token_id,
        eos_token_id=end,
        pad_token_id=known.pad_token_id,
    )
    config = getattr(transformers, kind + "Config")(
        vision_config=vision, text_config=text, image_token_id=known.convert_tokens_to_ids("<image>"), scale_factor=scale
    )
    config._attn_implementation = "eager"
    model = published.randomized(getattr(transformers, kind + "ForConditionalGeneration")(config))
    pixels = getattr(transformers, kind + "ImageProcessorPil")(
        size={"longest_edge": longest}, max_image_size={"longest_edge": edge}
    )
    processor = _processor(kind, pixels, known, (edge // 7 // scale) ** 2)
    published.save(model, processor, folder, bos_token_id=known.bos_token_id, eos_token_id=end, pad_token_id=known.pad_token_id)
    tiny_tokenizers.save(tokenizer, folder / "language")
    _export(model.model.vision_model, folder / "vision", pixels)
    alone = transformers.LlamaForCausalLM(text)
    alone.model.load_state_dict(model.model.text_model.state_dict())
    alone.lm_head.weight.data.copy_(model.lm_head.weight.data)
    export.causal(alone.eval(), folder / "language")
    if kind == "SmolVLM":  # which asks it for numbers of its videos
        processor.video_processor = types.SimpleNamespace(num_frames=1, fps=1)
    return model, processor


def _processor(kind, pixels, tokenizer, tokens):
    if kind == "Idefics3":
        return transformers.Idefics3Processor(pixels, tokenizer, image_seq_len=tokens, chat_template=TEMPLATE)
    # SmolVLM's processor asks for packages that only its videos need.
    numbers = types.ModuleType("num2words")
    numbers.num2words, numbers.__spec__ = str, importlib.machinery.ModuleSpec("num2words", None)
    sys.modules.setdefault("num2words", numbers)
    module = importlib.import_module("transformers.models.smolvlm.processing_smolvlm")
    module.num2words = str
    processor = published.without_videos(
        module.SmolVLMProcessor, image_processor=pixels, tokenizer=tokenizer, image_seq_len=tokens, chat_template=TEMPLATE
    )
    return processor


TRAINING = training.Training(("model.connector",), "idefics3")
CASES = [
    published.Case("idefics3", "Idefics3", lambda folder: _make(folder, "Idefics3", 56, 224, 2), None, features, visual, training=TRAINING),
    published.Case("smolvlm", "SmolVLM", lambda folder: _make(folder, "SmolVLM", 63, 189, 3), None, features, visual, training=TRAINING),
]
