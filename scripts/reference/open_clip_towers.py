"""Writes a CLIP and a CoCa of open_clip, of a few kilobytes, as scripts/backbones/export.py does, and what open_clip compares with them.

    python scripts/reference/open_clip_towers.py test-support/src/test/resources/tiny/two-towers

Made with torch 2.13.0, open_clip_torch 3.3.0 and onnx 1.23.1. The tokenizer is that of the CLIP beside them, whose script runs first.
"""

import json
import shutil
import sys
from pathlib import Path

import open_clip
import torch
import transformers
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "backbones"))
from exporter import part, towers  # noqa: E402

SIDE, IMAGES, LENGTH = 16, 3, 12
folder = Path(sys.argv[1])
texts = json.loads((folder / "texts.json").read_text())
tokenizer = transformers.AutoTokenizer.from_pretrained(folder / "clip")
n, y, x, c = torch.meshgrid(*(torch.arange(size) for size in (IMAGES, SIDE, SIDE, 3)), indexing="ij")
images = (37 * n + (3 + n) * x + (7 + 2 * n) * y + 50 * c + x * y) % 256
pixels = (images.permute(0, 3, 1, 2) / 255 - 0.5) / 0.5
vision = dict(image_size=SIDE, layers=1, width=24, head_width=12, patch_size=8)
text = dict(context_length=LENGTH, vocab_size=len(tokenizer), width=16, heads=2, layers=1)


def ready(model):
    torch.manual_seed(5)
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.4)
        elif not name.startswith("logit"):
            torch.nn.init.normal_(parameter, mean=0 if name.endswith("bias") else 1, std=0.2)
    model.logit_scale.data.fill_(2.6)
    model.visual.preprocess_cfg = dict(mean=[0.5] * 3, std=[0.5] * 3, interpolation="bicubic", resize_mode="shortest")
    return model.eval()


def write(name, model):
    shutil.rmtree(folder / name, ignore_errors=True)
    made = towers.of_open_clip(ready(model), name, tokenizer)
    towers.save(made, tokenizer, folder / name)
    part.export(towers.parts(made), folder / name)
    ids = torch.zeros(len(texts), LENGTH, dtype=torch.int64)
    for row, read in zip(ids, tokenizer(texts, truncation=True, max_length=LENGTH)["input_ids"]):
        row[: len(read)] = torch.tensor(read)
    with torch.no_grad():
        seen, said = model.encode_image(pixels, normalize=True), model.encode_text(ids, normalize=True)
    golden = {"input_ids": ids, "image_embeds": seen, "text_embeds": said, "logits_per_image": model.logit_scale.exp() * seen @ said.T}
    save_file({key: value.detach().contiguous() for key, value in golden.items()}, folder / name / "golden.safetensors")


write("open-clip", open_clip.CLIP(12, open_clip.CLIPVisionCfg(**vision), open_clip.CLIPTextCfg(**text)))
pooled = dict(vision, attentional_pool=True, attn_pooler_heads=2, attn_pooler_queries=5, output_tokens=True)
spoken = dict(text, embed_cls=True, output_tokens=True)
decoder = dict(context_length=LENGTH, vocab_size=len(tokenizer), width=12, heads=2, layers=1, attn_pooler_heads=2)
write("coca", open_clip.CoCa(12, decoder, spoken, pooled))
