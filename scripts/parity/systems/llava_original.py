"""LLaVA as its own repository saves it: mm_projector among the language model's weights, pictures filled up to squares or cut into tiles.

The reference is LLaVA of transformers with the same weights; pixels, prompts and their tokens are made here as llava/mm_utils.py,
llava/conversation.py and llava/eval/run_llava.py of haotian-liu/LLaVA make them.
"""
import json
import shutil

import torch
import transformers
from PIL import Image
from safetensors.torch import save_file

import published
import training
from systems import llava, llava_next

VICUNA = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions. USER: <image>\n{} ASSISTANT:"
)
MISTRAL = "[INST] <image>\n{} [/INST]"


class Asked(dict):
    """The inputs of a model."""

    __getattr__ = dict.__getitem__


class Processor:
    """What the repository does to pictures and texts; `tokens(inputs)` is how many places an image takes."""

    def __init__(self, tokenizer, prepare, tokens):
        self.tokenizer, self.prepare, self.tokens = tokenizer, prepare, tokens

    def __call__(self, images, text, return_tensors):
        inputs = self.prepare(images)
        place = self.tokenizer.convert_tokens_to_ids("<image>")
        before, after = [self.tokenizer(piece).input_ids for piece in text.split("<image>")]
        ids = torch.tensor([before + [place] * self.tokens(inputs) + after[1:]])  # of which only the first piece keeps its <s>
        return Asked(inputs, input_ids=ids, attention_mask=torch.ones_like(ids))


def padded(processor):
    """A square of the mean colour, the picture in its middle, then CLIP's processor."""

    def prepare(picture):
        side = max(picture.size)
        square = Image.new("RGB", (side, side), tuple(int(mean * 255) for mean in processor.image_mean))
        square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
        return dict(processor(square, return_tensors="pt"))

    return prepare


def _saved(folder, model, name, unfrozen=False, **config):
    """The checkpoint under the repository's names, in a folder whose name tells the conversation.

    With a vision encoder that was trained with the rest, as LLaVA-1.6's, the checkpoint holds it. That of transformers stays beside it.
    """
    shutil.copytree(folder / "checkpoint", folder / "transformers")
    renamed = {}
    for key, tensor in model.state_dict().items():
        key = key.replace("model.multi_modal_projector.linear_1", "model.mm_projector.0")
        key = key.replace("model.multi_modal_projector.linear_2", "model.mm_projector.2")
        key = key.replace("model.language_model.", "model.")
        key = key.replace("model.vision_tower.", "model.vision_tower.vision_tower.vision_model.")
        if unfrozen or "vision_tower" not in key:
            renamed[key] = tensor.contiguous().clone()
    for file in (folder / "checkpoint").iterdir():
        file.unlink()
    save_file(renamed, folder / "checkpoint/model.safetensors", {"format": "pt"})
    text = {"_name_or_path": "./checkpoints/" + name, "mm_vision_tower": "openai/clip-vit-large-patch14-336", "mm_hidden_size": 48,
            "mm_vision_select_layer": -2, "mm_vision_select_feature": "patch", "mm_projector_type": "mlp2x_gelu",
            "mm_use_im_start_end": False, "mm_use_im_patch_token": False}  # fmt: skip
    (folder / "checkpoint/config.json").write_text(json.dumps(text | config))
    ids = dict(bos_token_id=1, eos_token_id=2, pad_token_id=0)
    (folder / "checkpoint/generation_config.json").write_text(json.dumps(ids))


def _make(folder, name, model_type, ratio):
    model, processor = llava._llava(folder, llava.VICUNA)
    clip = processor.image_processor
    _saved(folder, model, name, model_type=model_type, image_aspect_ratio=ratio)
    whole = lambda picture: dict(clip(picture, return_tensors="pt"))  # noqa: E731
    return model, Processor(processor.tokenizer, padded(clip) if ratio == "pad" else whole, lambda inputs: 16)


def _make_tiles(folder):
    model, processor = llava_next._next(folder)
    known = processor.image_processor
    canvases = [[width, height] for height, width in known.image_grid_pinpoints]
    _saved(folder, model, "llava-v1.6-vicuna-7b", unfrozen=True, model_type="llava_llama", image_aspect_ratio="anyres",
           mm_patch_merge_type="spatial_unpad", image_grid_pinpoints=canvases)  # fmt: skip
    clip = transformers.CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56})
    clip.save_pretrained(folder / "vision")
    prepare = lambda picture: dict(known(picture, return_tensors="pt"))  # noqa: E731
    tokens = lambda inputs: len(model.get_image_features(**inputs).pooler_output[0])  # noqa: E731
    return model, Processor(processor.tokenizer, prepare, tokens)


def _trained(prompt, written, *more):
    """As llava/train/train.py learns a conversation: all of the answer's turn behind the prompt."""

    def sample(processor, pictures, question, answer):
        text = prompt.format(question)
        first = processor(pictures[0], text, "pt").input_ids[0].tolist()
        inputs = dict(processor(pictures[0], text + written.format(answer), "pt"))
        ids = training.joined(first, inputs["input_ids"][0].tolist(), written.format(answer), processor.tokenizer)
        inputs["input_ids"], inputs["labels"] = training.learnt(ids, len(first))
        return inputs | dict(attention_mask=torch.ones_like(inputs["input_ids"]))

    names = ("model.multi_modal_projector", *more)
    return training.Training(names, "llava", sample, load=lambda kind, folder: training.loaded(kind, folder, "transformers"))


CASES = [
    published.Case(
        "llava-original",
        "LLaVA-1.5 of its own repository",
        lambda folder: _make(folder, "llava-v1.5-7b", "llava", "pad"),
        VICUNA.format,
        llava.features,
        llava.visual,
        training=_trained(VICUNA, " {}</s>"),
    ),
    published.Case(
        "llava-original-mistral",
        "LLaVA of its own repository with Mistral's prompts, pictures cropped",
        lambda folder: _make(folder, "my-mistral", "llava_mistral", None),
        MISTRAL.format,
        llava.features,
        llava.visual,
        training=_trained(MISTRAL, " {} </s>"),
    ),
    published.Case(
        "llava-original-tiles",
        "LLaVA-1.6 of its own repository",
        _make_tiles,
        VICUNA.format,
        llava_next.features,
        llava_next.visual,
        training=_trained(VICUNA, " {}</s>", "model.image_newline"),
    ),
]
