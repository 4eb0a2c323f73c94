"""Qwen2-VL, and Qwen2.5-VL with windows: pictures in nearly their own size, blocks of patches merged, positions of rows and columns."""
import json

import torch
import transformers
from transformers.cache_utils import DynamicCache
from transformers.vision_utils import get_vision_window_index

import export
import published
import tiny_tokenizers
import training

TEMPLATE = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\n"
    "You are a helpful assistant.<|im_end|>\n{% endif %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}"
    "{% for content in message['content'] %}{% if content['type'] == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}"
    "<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TOKENS = dict(
    image_token="<|image_pad|>",
    video_token="<|video_pad|>",
    vision_bos_token="<|vision_start|>",
    vision_eos_token="<|vision_end|>",
)
SIDE, MERGE = 7, 2


def features(model, inputs):
    tower = model.model.visual
    states = tower(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"]).last_hidden_state
    if not hasattr(tower, "window_size"):
        return states
    order, _ = get_vision_window_index(
        inputs["image_grid_thw"], spatial_merge_size=MERGE, window_size=tower.window_size, patch_size=SIDE, kwargs={}
    )
    return states.reshape(len(order), MERGE * MERGE, -1)[torch.argsort(order)]


def pixels(processor, inputs):
    """The picture of its patches, which lie in blocks, each number once for each of two moments."""
    rows, columns = (int(size) for size in inputs["image_grid_thw"][0][1:])
    blocks = inputs["pixel_values"].reshape(rows // MERGE, columns // MERGE, MERGE, MERGE, 3, 2, SIDE, SIDE)[:, :, :, :, :, 0]
    return blocks.permute(4, 0, 2, 5, 1, 3, 6).reshape(1, 3, rows * SIDE, columns * SIDE)


def visual(model, inputs):
    return model.model.visual(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"]).pooler_output


class _Patches(torch.nn.Module):
    """The vision tower for one picture, whose patches all look at each other, or at those of their window, with their places given."""

    def __init__(self, tower):
        super().__init__()
        self.tower = tower

    def forward(self, pixel_values, position_ids):
        tower = self.tower
        states = tower.patch_embed(pixel_values)
        places = tower.rotary_pos_emb(states, position_ids)
        hidden = self.hidden(position_ids)
        for number, block in enumerate(tower.blocks):
            whole = number in getattr(tower, "fullatt_block_indexes", range(len(tower.blocks)))
            states = states + self.attention(block.attn, block.norm1(states), *places, 0 if whole else hidden)
            states = states + block.mlp(block.norm2(states))
        return states

    def hidden(self, position_ids):
        """What is added for patches of other windows; windows are squares of whole blocks, counted from the first row and column."""
        if not hasattr(self.tower, "window_size"):
            return 0
        window = position_ids // (self.tower.window_size // SIDE // MERGE * MERGE)
        return (window[:, None] != window[None]).any(-1) * -1e9

    @staticmethod
    def attention(layer, states, cosine, sine, hidden):
        heads = layer.qkv(states).reshape(-1, 3, layer.num_heads, layer.head_dim).permute(1, 2, 0, 3)

        def turned(part):
            first, second = part.chunk(2, dim=-1)
            return part * cosine + torch.cat((-second, first), dim=-1) * sine

        scores = turned(heads[0]) @ turned(heads[1]).transpose(1, 2) * layer.head_dim**-0.5 + hidden
        mixed = torch.softmax(scores, dim=-1) @ heads[2]
        return layer.proj(mixed.transpose(0, 1).reshape(-1, layer.num_heads * layer.head_dim))


class _Causal(torch.nn.Module):
    """The language model with its positions [3, batch, tokens]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        out = self.model.model.language_model(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, past_key_values=cache, use_cache=True
        )
        return (self.model.lm_head(out.last_hidden_state), *export._states(out.past_key_values))


def _export(model, folder, processor):
    tower = model.model.visual.eval()
    rows = torch.randn(16, 3 * 2 * SIDE * SIDE)
    places = torch.randint(0, 4, (16, 2))
    names = ["pixel_values", "position_ids"]
    axes = {name: {0: "patches"} for name in names + ["last_hidden_state"]}
    export._export(_Patches(tower), (rows, places), names, ["last_hidden_state"], axes, folder / "vision/onnx/model.onnx")
    tower.config.save_pretrained(folder / "vision")
    processor.save_pretrained(folder / "vision")
    text = model.config.text_config
    layers = range(text.num_hidden_layers)
    ids = torch.randint(3, text.vocab_size, (2, 8))
    with torch.no_grad():
        begun = model.model.language_model(input_ids=ids[:, :3], use_cache=True).past_key_values
        past = [state.clone() for state in export._states(begun)]
    old = [f"past_key_values.{layer}.{part}" for layer in layers for part in ("key", "value")]
    new = [f"present.{layer}.{part}" for layer in layers for part in ("key", "value")]
    names = ["input_ids", "attention_mask", "position_ids"] + old
    positions = torch.arange(3, 8)[None, None].repeat(3, 2, 1)
    inputs = (ids[:, 3:], torch.ones(2, 8, dtype=torch.int64), positions, *past)
    axes = {"input_ids": export.BATCH, "logits": export.BATCH, "position_ids": {1: "batch_size", 2: "sequence_length"}}
    whole = "past_sequence_length + sequence_length"
    axes["attention_mask"] = {0: "batch_size", 1: whole}
    axes |= {name: {0: "batch_size", 2: "past_sequence_length"} for name in old}
    axes |= {name: {0: "batch_size", 2: whole} for name in new}
    export._export(_Causal(model), inputs, names, ["logits"] + new, axes, folder / "language/onnx/model.onnx")
    text.save_pretrained(folder / "language")
    (folder / "language/generation_config.json").write_text(json.dumps(export._ids(text)))


def _make(folder, windows=False):
    names = dict(eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer = tiny_tokenizers.bytes_bpe(["<|im_start|>", *TOKENS.values()], names)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint", TOKENS)
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    ids = {name: known.convert_tokens_to_ids(token) for name, token in TOKENS.items()}
    end = known.convert_tokens_to_ids("<|im_end|>")
    vision = dict(depth=2, embed_dim=32, hidden_size=64, num_heads=4, mlp_ratio=2, patch_size=SIDE, spatial_merge_size=MERGE)
    if windows:
        vision |= dict(depth=3, hidden_size=32, intermediate_size=48, out_hidden_size=64, window_size=4 * SIDE, fullatt_block_indexes=[1])
    kind = transformers.Qwen2_5_VLConfig if windows else transformers.Qwen2VLConfig
    text = dict(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=known.pad_token_id,
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 3, 3]),
    )
    config = kind(
        vision_config=vision,
        text_config=text,
        image_token_id=ids["image_token"],
        video_token_id=ids["video_token"],
        vision_start_token_id=ids["vision_bos_token"],
        vision_end_token_id=ids["vision_eos_token"],
        tie_word_embeddings=False,
    )
    config._attn_implementation = "eager"
    whole = transformers.Qwen2_5_VLForConditionalGeneration if windows else transformers.Qwen2VLForConditionalGeneration
    model = published.randomized(whole(config))
    pixels = transformers.Qwen2VLImageProcessorPil(
        patch_size=SIDE, merge_size=MERGE, size={"shortest_edge": 28 * 28, "longest_edge": 112 * 112}
    )
    processor = published.without_videos(
        transformers.Qwen2_5_VLProcessor if windows else transformers.Qwen2VLProcessor,
        image_processor=pixels,
        tokenizer=known,
        chat_template=TEMPLATE,
    )
    published.save(model, processor, folder, eos_token_id=end, pad_token_id=known.pad_token_id)
    tiny_tokenizers.save(tokenizer, folder / "language")
    _export(model, folder, pixels)
    return model, processor


TRAINING = training.Training(("model.visual.merger",), "qwen2-vl")
CASES = [
    published.Case("qwen2-vl", "Qwen2-VL (pictures in their own size)", _make, None, features, visual, pixels, TRAINING),
    published.Case(
        "qwen2.5-vl", "Qwen2.5-VL (windows)", lambda folder: _make(folder, True), None, features, visual, pixels, TRAINING
    ),
]
