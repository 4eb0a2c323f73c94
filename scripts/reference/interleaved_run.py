"""Trains LLaVA's connector on prompts with several images, one and none, and writes what InterleavedRunTest follows.

    python scripts/reference/interleaved_run.py test-support/src/test/resources/tiny/interleaved-run

Made with torch 2.13.0 and transformers 5.18.0: LlavaForConditionalGeneration of the tiny CLIP and LLaMA of tiny_backbones.py, in
double precision, given ids with a token for each feature of an image where it stands; the loss is its own.
"""

import sys
from pathlib import Path

import torch
import transformers

folder = Path(sys.argv[1])
sys.argv[1] = str(folder / "unused")
from llava_training import first, save, train  # noqa: E402
from tiny_backbones import BODY, EAGER, VOCABULARY, WIDTH, llama, ready  # noqa: E402

SIDE, PATCH, IMAGES, SAMPLES, BATCH, STEPS, IMAGE = 16, 8, 6, 18, 4, 20, VOCABULARY - 1
clip = transformers.CLIPVisionConfig(**BODY, **EAGER, image_size=SIDE, patch_size=PATCH)
language = llama()
model = transformers.LlavaForConditionalGeneration(transformers.LlavaConfig(
    vision_config=clip, text_config=language.config, image_token_index=IMAGE, vision_feature_layer=-2))
model.model.language_model.load_state_dict(language.model.state_dict())
model.lm_head.load_state_dict(language.lm_head.state_dict())
model.model.vision_tower.load_state_dict(ready(transformers.CLIPVisionModel(clip)).state_dict())
model = model.double().requires_grad_(False).train()
projector = model.model.multi_modal_projector.requires_grad_(True)

n, y, x, c = torch.meshgrid(*(torch.arange(size) for size in (IMAGES, SIDE, SIDE, 3)), indexing="ij")
images = (37 * n + (3 + n) * x + (7 + 2 * n) * y + 50 * c + x * y) % 256  # as the test paints them
pixels = (images.permute(0, 3, 1, 2).double() / 255 - 0.5) / 0.5

torch.manual_seed(31)
draw = lambda high, size: torch.randint(3, high, (size,)).tolist()
words = lambda size: draw(IMAGE, size)
SHAPES = ["I t", "t I t I t", "t", "I I t", "t I I t", "t I t I", "I t I t I t", "I t", "t"]
say = lambda ids: " ".join(f"w{i}" for i in ids)
samples, records = [], []
for i in range(SAMPLES):
    pieces = [("image", torch.randint(0, IMAGES, ()).item()) if kind == "I" else ("text", words(1 + (i + at) % 3))
              for at, kind in enumerate(SHAPES[i % len(SHAPES)].split())]
    answer = words(1 + i % 3)
    samples.append((pieces, answer))
    shown = [value for kind, value in pieces if kind == "image"]
    marked = " ".join("<image>" if kind == "image" else say(value) for kind, value in pieces)
    record = {"id": f"s{i}", "conversations": [{"from": "human", "value": marked}, {"from": "gpt", "value": say(answer)}]}
    if shown:
        record["image"] = f"{shown[0]}.png" if len(shown) == 1 else [f"{image}.png" for image in shown]
    records.append(record)
order = [torch.randperm(SAMPLES)[:BATCH].tolist() for _ in range(STEPS)]
order[3] = [i for i in range(SAMPLES) if not any(kind == "image" for kind, _ in samples[i][0])]  # text alone

torch.manual_seed(37)
weights = {f"multi_modal_projector.{name}": value for name, value in projector.named_parameters()}
initial = first(weights)
losses, norms = train(
    model, weights, [[samples[i] for i in batch] for batch in order], IMAGE, [(SIDE // PATCH) ** 2] * IMAGES,
    lambda shown: {"pixel_values": pixels[shown]})
save(folder, records, order, initial, weights, losses, norms)
print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}, norms {min(norms):.3f} to {max(norms):.3f}")
print([len(batch) for batch in order], losses)
