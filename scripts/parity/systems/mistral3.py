"""Mistral 3, and LLaVA with Pixtral's encoder: pictures in nearly their own size, rows that end in tokens."""
import sys
import types

import torch
import transformers
from transformers.models.pixtral import image_processing_pil_pixtral

import export
import published
import tiny_tokenizers
import training

# The processor needs torchvision for this module alone, of which it takes one function that is there without it, too.
_resizing = types.ModuleType("transformers.models.pixtral.image_processing_pixtral")
_resizing.get_resize_output_image_size = image_processing_pil_pixtral.get_resize_output_image_size
sys.modules.setdefault(_resizing.__name__, _resizing)
from transformers.models.pixtral.processing_pixtral import PixtralProcessor  # noqa: E402

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}[INST]{% if message['content'] is string %}"
    "{{ message['content'] }}{% else %}{% for block in message['content'] %}{% if block['type'] == 'text' %}{{ block['text'] }}"
    "{% elif block['type'] == 'image' %}[IMG]{% endif %}{% endfor %}{% endif %}[/INST]"
    "{% else %}{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}"
)
SIDE = 7


class _Tower(torch.nn.Module):
    """Pixtral's encoder for one picture of any size, whose patches all look at each other."""

    def __init__(self, tower):
        super().__init__()
        self.tower = tower

    def forward(self, pixel_values):
        tower = self.tower
        map = tower.patch_conv(pixel_values)
        down, across = torch.meshgrid(torch.arange(map.shape[2]), torch.arange(map.shape[3]), indexing="ij")
        states = tower.ln_pre(map.flatten(2).transpose(1, 2))
        places = tower.patch_positional_embedding(states, torch.stack([down.flatten(), across.flatten()], dim=-1))
        return tower.transformer(states, attention_mask=None, position_embeddings=places).last_hidden_state


def _by_blocks(model, states, inputs):
    """Feature vectors of rows of patches in the order of the blocks that they are merged in."""
    merge = getattr(model.config, "spatial_merge_size", 1)
    rows, columns = (int(size) // SIDE // merge for size in inputs["image_sizes"][0])
    return states.reshape(rows, merge, columns, merge, -1).transpose(1, 2).reshape(rows * columns, merge * merge, -1)


def features(model, inputs):
    tower = model.model.vision_tower
    return _by_blocks(model, tower(inputs["pixel_values"], image_sizes=inputs["image_sizes"]).last_hidden_state, inputs)


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"], image_sizes=inputs["image_sizes"]).pooler_output[0]


def _make(folder, merge):
    names = dict(bos_token="<s>", eos_token="</s>", pad_token="<pad>")
    special = ["[INST]", "[/INST]", "[IMG]", "[IMG_BREAK]", "[IMG_END]"]
    tokenizer = tiny_tokenizers.bytes_bpe(special, names, begins=True)
    tiny_tokenizers.save(tokenizer, folder / "checkpoint")
    known = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    pixels = transformers.PixtralImageProcessorPil(size={"longest_edge": 70}, patch_size={"height": SIDE, "width": SIDE})
    processor = PixtralProcessor(
        pixels, known, patch_size=SIDE, spatial_merge_size=merge, chat_template=TEMPLATE
    )
    ids = dict(bos_token_id=known.bos_token_id, eos_token_id=known.eos_token_id, pad_token_id=known.pad_token_id)
    text = transformers.MistralConfig(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        sliding_window=None,
        rms_norm_eps=1e-5,
        **ids,
    )
    vision = transformers.PixtralVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=140, patch_size=SIDE
    )
    image = known.convert_tokens_to_ids("[IMG]")
    both = dict(vision_config=vision, text_config=text, image_token_index=image, vision_feature_layer=-1)
    if merge > 1:
        config = transformers.Mistral3Config(spatial_merge_size=merge, **both)
        config._attn_implementation = "eager"
        model = transformers.Mistral3ForConditionalGeneration(config)
    else:
        config = transformers.LlavaConfig(vision_feature_select_strategy="full", **both)
        config._attn_implementation = "eager"
        model = transformers.LlavaForConditionalGeneration(config)
    published.randomized(model)
    published.save(model, processor, folder, **ids)
    tiny_tokenizers.save(tokenizer, folder / "language")
    size = torch.randn(1, 3, 4 * SIDE, 6 * SIDE)
    axes = {"pixel_values": {2: "height", 3: "width"}, "last_hidden_state": {1: "patches"}}
    tower = _Tower(model.model.vision_tower.eval())
    export._export(tower, (size,), ["pixel_values"], ["last_hidden_state"], axes, folder / "vision/onnx/model.onnx")
    model.model.vision_tower.config.save_pretrained(folder / "vision")
    pixels.save_pretrained(folder / "vision")
    export.causal(published.language(model), folder / "language")
    return model, processor


def _case(name, title, merge, names):
    trained = training.Training(("model.multi_modal_projector",), names)
    return published.Case(name, title, lambda folder: _make(folder, merge), None, features, visual, training=trained)


CASES = [
    _case("mistral3", "Mistral 3 (Pixtral, Mistral)", 2, "mistral3"),
    _case("pixtral", "LLaVA with Pixtral's encoder", 1, "llava"),
]
