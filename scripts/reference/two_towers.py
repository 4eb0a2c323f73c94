"""Writes a CLIP and a SigLIP of a few kilobytes as they are published in ONNX, and what transformers compares with them.

    python scripts/reference/two_towers.py test-support/src/test/resources/tiny/two-towers

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1. `clip` has a file for each tower with its projection and fixed
text length, as Transformers.js takes them; `clip-whole` both in one, as Optimum exports them; `siglip` pools in the common space,
pads all texts to one length and has a bias; `siglip2` lowers letters alone. Images are made of a formula, as the test paints them.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import tokenizers
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers.models.siglip.tokenization_siglip import SiglipTokenizer

folder = Path(sys.argv[1])
sys.argv[1] = str(folder / "unused")
from tiny_backbones import EAGER, ready  # noqa: E402

SIDE, IMAGES, LENGTH = 16, 3, 12
BODY = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24)
TEXTS = ["a photo of a red square.", "Two GREEN circles, one above the other!", "blue",
         "a photo of a large, yellow triangle and more words than fit"]
WORDS = "a photo of red square two green circles one above the other blue large yellow triangle and more words than fit , . !".split()
n, y, x, c = torch.meshgrid(*(torch.arange(size) for size in (IMAGES, SIDE, SIDE, 3)), indexing="ij")
images = (37 * n + (3 + n) * x + (7 + 2 * n) * y + 50 * c + x * y) % 256
pixels = (images.permute(0, 3, 1, 2) / 255 - 0.5) / 0.5


def clip_tokenizer():
    """CLIP's kind: bytes that are merged within words, small letters, a beginning and an end."""
    begin, end = "<|startoftext|>", "<|endoftext|>"
    made = tokenizers.Tokenizer(models.BPE(unk_token=end, end_of_word_suffix="</w>", continuing_subword_prefix=""))
    made.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), "removed", invert=True), pre_tokenizers.ByteLevel(False)])
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=90, special_tokens=[], end_of_word_suffix="</w>", initial_alphabet=[], show_progress=False)
    made.train_from_iterator(TEXTS, trainer)
    made.add_special_tokens([begin, end])
    begin_id, end_id = made.token_to_id(begin), made.token_to_id(end)
    made.post_processor = processors.RobertaProcessing((end, end_id), (begin, begin_id), trim_offsets=False, add_prefix_space=False)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token=begin, eos_token=end, pad_token=end, unk_token=end, model_max_length=LENGTH)


def word_tokenizer(padding, **options):
    """Words, and an end as SigLIP's, whose end also fills up."""
    vocabulary = ["<pad>", "</s>", "<unk>", *WORDS]
    made = tokenizers.Tokenizer(models.WordLevel({word: i for i, word in enumerate(vocabulary)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.add_special_tokens(vocabulary[:3])
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token="</s>", pad_token=padding, unk_token="<unk>", model_max_length=LENGTH,
        model_input_names=["input_ids"], **options)


class Tower(torch.nn.Module):
    def __init__(self, run):
        super().__init__()
        self.run = run

    def forward(self, *inputs):
        return self.run(*inputs)


def export(name, file, model, run, inputs, outputs, fixed=()):
    (folder / name / "onnx").mkdir(parents=True, exist_ok=True)
    tower = Tower(run)
    tower.model = model
    axes = {key: {0: "batch_size"} | ({1: "sequence_length"} if key in ("input_ids", "attention_mask") else {})
            for key in inputs if key not in fixed}
    axes |= {key: {0: "batch_size"} for key in outputs}
    torch.onnx.export(tower.eval(), tuple(inputs.values()), str(folder / name / "onnx" / file), input_names=list(inputs),
                      output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)


def write(name, model, tokenizer, golden, weights=False):
    place = folder / name
    model.config.save_pretrained(place)
    tokenizer.save_pretrained(place)
    settings = json.loads((place / "tokenizer_config.json").read_text())
    if name.startswith("siglip"):
        settings["tokenizer_class"] = {"siglip": "SiglipTokenizer", "siglip2": "Siglip2Tokenizer"}[name]
        (place / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    prepared = dict(do_resize=True, size=dict(height=SIDE, width=SIDE), resample=3, do_rescale=True, do_center_crop=False,
                    rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3)
    (place / "preprocessor_config.json").write_text(json.dumps(prepared, indent=1) + "\n")
    if weights:
        save_file({key: value.detach() for key, value in model.named_parameters() if key.startswith("logit")}, place / "model.safetensors")
    save_file({key: value.detach().contiguous().clone() for key, value in golden.items()}, place / "golden.safetensors")


def compared(model, ids, **options):
    found = model(input_ids=ids, pixel_values=pixels, **options)
    return {"input_ids": ids, "image_embeds": found.image_embeds, "text_embeds": found.text_embeds,
            "logits_per_image": found.logits_per_image}


def clip():
    tokenizer = clip_tokenizer()
    text = transformers.CLIPTextConfig(
        **BODY, **EAGER, vocab_size=len(tokenizer), max_position_embeddings=LENGTH, eos_token_id=tokenizer.eos_token_id,
        bos_token_id=tokenizer.bos_token_id, pad_token_id=tokenizer.pad_token_id, projection_dim=10)
    vision = transformers.CLIPVisionConfig(**BODY, **EAGER, image_size=SIDE, patch_size=8, projection_dim=10)
    model = ready(transformers.CLIPModel(transformers.CLIPConfig(
        text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=10, **EAGER)))
    model.logit_scale.data.fill_(2.9)
    encoded = tokenizer(TEXTS, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt")
    ids, mask = encoded["input_ids"], encoded["attention_mask"]
    golden = compared(model, ids, attention_mask=mask)
    seen = lambda values: model.visual_projection(model.vision_model(values).pooler_output)
    read = lambda given: model.text_projection(model.text_model(given).pooler_output)
    export("clip", "vision_model.onnx", model, seen, {"pixel_values": pixels[:2]}, ["image_embeds"])
    export("clip", "text_model.onnx", model, read, {"input_ids": ids[:2]}, ["text_embeds"], fixed=["input_ids"])
    write("clip", model, tokenizer, golden, weights=True)

    def whole(given, values, filled):
        found = model(input_ids=given, pixel_values=values, attention_mask=filled)
        return found.logits_per_image, found.logits_per_text, found.text_embeds, found.image_embeds

    export("clip-whole", "model.onnx", model, whole, {"input_ids": ids[:2], "pixel_values": pixels[:2], "attention_mask": mask[:2]},
           ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"])
    write("clip-whole", model, tokenizer, golden)


def siglip(name, padding, prepared):
    tokenizer = word_tokenizer(padding)
    text = transformers.SiglipTextConfig(
        **BODY, **EAGER, vocab_size=len(tokenizer), max_position_embeddings=LENGTH, projection_size=16, pad_token_id=None)
    vision = transformers.SiglipVisionConfig(**BODY, **EAGER, image_size=SIDE, patch_size=8)
    model = ready(transformers.SiglipModel(transformers.SiglipConfig(
        text_config=text.to_dict(), vision_config=vision.to_dict(), **EAGER)))
    model.logit_scale.data.fill_(2.2)
    model.logit_bias.data.fill_(-7.5)
    texts = [prepared(text) for text in TEXTS]
    ids = tokenizer(texts, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt")["input_ids"]
    seen = lambda values: (lambda found: (found.last_hidden_state, found.pooler_output))(model.vision_model(values))
    read = lambda given: (lambda found: (found.last_hidden_state, found.pooler_output))(model.text_model(given))
    outputs = ["last_hidden_state", "pooler_output"]
    export(name, "vision_model.onnx", model, seen, {"pixel_values": pixels[:2]}, outputs)
    export(name, "text_model.onnx", model, read, {"input_ids": ids[:2]}, outputs)
    write(name, model, tokenizer, compared(model, ids), weights=True)


clip()
canonical = SimpleNamespace(do_lower_case=True, remove_punctuation=lambda text: SiglipTokenizer.remove_punctuation(None, text))
siglip("siglip", "</s>", lambda text: SiglipTokenizer.canonicalize_text(canonical, text))
siglip("siglip2", "<pad>", str.lower)
(folder / "texts.json").write_text(json.dumps(TEXTS, indent=1) + "\n")
