"""Idefics2: pictures in their own proportions, whole or with their four quarters."""
import torch
import transformers

import export
import published
import tiny_tokenizers

TEMPLATE = (
    "{% for message in messages %}{{message['role'].capitalize()}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
SIDE, PATCH = 70, 7


def features(model, inputs):
    """Those of each tile's own patches, in front; the rest are zeros."""
    pixels, pixel_mask = inputs["pixel_values"][0], inputs["pixel_attention_mask"][0]
    mask = pixel_mask.unfold(1, PATCH, PATCH).unfold(2, PATCH, PATCH).sum((-1, -2)) == PATCH * PATCH
    states = model.model.vision_model(pixels, patch_attention_mask=mask).last_hidden_state
    own = [rows[seen] for rows, seen in zip(states, mask.flatten(1))]
    most = max(len(rows) for rows in own)
    return torch.stack([torch.nn.functional.pad(rows, (0, 0, 0, most - len(rows))) for rows in own])


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"], inputs["pixel_attention_mask"]).pooler_output


class _Pictures(torch.nn.Module):
    """The vision tower for one picture of any size without padding, its places computed as the tower does."""

    def __init__(self, tower):
        super().__init__()
        self.tower, self.config = tower, tower.config
        side = tower.embeddings.num_patches_per_side
        self.register_buffer("boundaries", torch.arange(1 / side, 1.0, 1 / side))

    def places(self, count):
        fractions = torch.arange(count, dtype=torch.float32) * (1.0 / count)
        return (fractions.clamp(max=1.0 - 1e-6)[:, None] >= self.boundaries[None]).sum(1)

    def forward(self, pixel_values):
        embeddings, size = self.tower.embeddings, pixel_values.shape
        patches = embeddings.patch_embedding(pixel_values).flatten(2).transpose(1, 2)
        rows, columns = self.places(size[2] // PATCH), self.places(size[3] // PATCH)
        places = rows[:, None] * embeddings.num_patches_per_side + columns[None]
        states = patches + embeddings.position_embedding(places.flatten())
        return self.tower.post_layernorm(self.tower.encoder(states).last_hidden_state)


def _export(tower, folder, processor):
    names = ["batch_size", "channels", "height", "width"]
    axes = {"pixel_values": {axis: names[axis] for axis in (0, 2, 3)}, "last_hidden_state": {0: "batch_size", 1: "patches"}}
    pixels = (torch.randn(2, 3, SIDE, SIDE - PATCH),)
    export._export(_Pictures(tower.eval()), pixels, ["pixel_values"], ["last_hidden_state"], axes, folder / "onnx/model.onnx")
    tower.config.save_pretrained(folder)
    processor.save_pretrained(folder)


def _make(folder, split):
    tokenizer = tiny_tokenizers.llama(["<fake_token_around_image>", "<image>", "<end_of_utterance>"])
    tiny_tokenizers.save(tokenizer, folder / "checkpoint")
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    end = known.convert_tokens_to_ids("<end_of_utterance>")
    vision = dict(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=SIDE, patch_size=PATCH
    )
    resampler = dict(
        hidden_size=64, resampler_n_latents=6, resampler_depth=2, resampler_n_heads=4, resampler_head_dim=12, num_key_value_heads=2
    )
    text = transformers.MistralConfig(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        sliding_window=None,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    config = transformers.Idefics2Config(
        vision_config=vision,
        perceiver_config=resampler,
        text_config=text.to_dict(),
        image_token_id=known.convert_tokens_to_ids("<image>"),
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.Idefics2ForConditionalGeneration(config))
    pixels = transformers.Idefics2ImageProcessorPil(size={"shortest_edge": 38, "longest_edge": 98}, do_image_splitting=split)
    processor = transformers.Idefics2Processor(pixels, known, image_seq_len=6, chat_template=TEMPLATE)
    published.save(model, processor, folder, bos_token_id=1, eos_token_id=[2, end], pad_token_id=0)
    tiny_tokenizers.save(tokenizer, folder / "language")
    _export(model.model.vision_model, folder / "vision", pixels)
    alone = transformers.MistralForCausalLM(text)
    alone.model.load_state_dict(model.model.text_model.state_dict())
    alone.lm_head.weight.data.copy_(model.lm_head.weight.data)
    export.causal(alone.eval(), folder / "language")
    return model, processor


CASES = [
    published.Case("idefics2", "Idefics2", lambda folder: _make(folder, False), None, features, visual),
    published.Case(
        "idefics2-split",
        "Idefics2 (split in quarters)",
        lambda folder: _make(folder, True),
        None,
        features,
        visual,
    ),
]
