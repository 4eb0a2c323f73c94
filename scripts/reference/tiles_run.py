"""Trains LLaVA-NeXT's connector and newline on pictures in tiles, and writes what TilesRunTest follows.

    python scripts/reference/tiles_run.py test-support/src/test/resources/tiny/tiles-run

Made with torch 2.13.0 and transformers 5.18.0: LlavaNextForConditionalGeneration of the tiny CLIP and LLaMA of tiny_backbones.py, in
double precision, on pictures of several sizes as its image processor cuts them, one, two or none a prompt.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from PIL import Image

folder = Path(sys.argv[1])
sys.argv[1] = str(folder / "unused")
from llava_training import first, save, train  # noqa: E402
from tiny_backbones import BODY, EAGER, VOCABULARY, WIDTH, llama, ready  # noqa: E402

SIDE, SAMPLES, BATCH, STEPS, IMAGE = 16, 12, 4, 20, VOCABULARY - 1
SIZES = [(16, 16), (30, 16), (16, 40), (33, 29), (12, 31), (64, 20)]  # width and height
GRIDS = [[16, 32], [32, 16], [32, 32], [48, 16], [16, 48]]
clip = transformers.CLIPVisionConfig(**BODY, **EAGER, image_size=SIDE, patch_size=8)
language = llama()
model = transformers.LlavaNextForConditionalGeneration(transformers.LlavaNextConfig(
    vision_config=clip, text_config=language.config, image_token_index=IMAGE, vision_feature_layer=-2,
    image_grid_pinpoints=GRIDS))
model.model.language_model.load_state_dict(language.model.state_dict())
model.lm_head.load_state_dict(language.lm_head.state_dict())
model.model.vision_tower.load_state_dict(ready(transformers.CLIPVisionModel(clip)).state_dict())
model = model.double().requires_grad_(False).train()
newline = model.model.image_newline.requires_grad_(True)
projector = model.model.multi_modal_projector.requires_grad_(True)

processor = transformers.LlavaNextImageProcessorPil(
    size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_grid_pinpoints=GRIDS,
    image_mean=[0.5] * 3, image_std=[0.5] * 3)
pictures = []
for n, (width, height) in enumerate(SIZES):
    y, x, c = torch.meshgrid(*(torch.arange(size) for size in (height, width, 3)), indexing="ij")
    pixels = (37 * n + (3 + n) * x + (7 + 2 * n) * y + 50 * c + x * y) % 256  # as the test paints them
    pictures.append(Image.fromarray(pixels.to(torch.uint8).numpy()))
prepared = [processor(picture, return_tensors="pt") for picture in pictures]
most = max(one["pixel_values"].shape[1] for one in prepared)
padded = [torch.nn.functional.pad(one["pixel_values"][0], [0] * 6 + [0, most - one["pixel_values"].shape[1]]) for one in prepared]
pixels, sizes = torch.stack(padded).double(), torch.cat([one["image_sizes"] for one in prepared])
lengths = [len(tokens) for tokens in model.model.get_image_features(pixels, sizes, return_dict=True).pooler_output]

torch.manual_seed(41)
words = lambda size: torch.randint(3, IMAGE, (size,)).tolist()
SHAPES = ["I t", "t I t I", "t", "I t", "I I t"]
say = lambda ids: " ".join(f"w{i}" for i in ids)
samples, records = [], []
for i in range(SAMPLES):
    image = lambda: torch.randint(0, len(SIZES), ()).item() if i >= len(SIZES) else i
    pieces = [("image", image()) if kind == "I" else ("text", words(1 + (i + at) % 3))
              for at, kind in enumerate(SHAPES[i % len(SHAPES)].split())]
    answer = words(1 + i % 3)
    samples.append((pieces, answer))
    shown = [value for kind, value in pieces if kind == "image"]
    marked = " ".join("<image>" if kind == "image" else say(value) for kind, value in pieces)
    record = {"id": f"s{i}", "conversations": [{"from": "human", "value": marked}, {"from": "gpt", "value": say(answer)}]}
    if shown:
        record["image"] = [f"{image}.png" for image in shown]
    records.append(record)
order = [torch.randperm(SAMPLES)[:BATCH].tolist() for _ in range(STEPS)]

torch.manual_seed(43)
weights = {f"multi_modal_projector.{name}": value for name, value in projector.named_parameters()} | {"image_newline": newline}
initial = first(weights)
losses, norms = train(
    model, weights, [[samples[i] for i in batch] for batch in order], IMAGE, lengths,
    lambda shown: {"pixel_values": pixels[shown], "image_sizes": sizes[shown]})
save(folder, records, order, initial, weights, losses, norms)
(folder / "preprocessor_config.json").write_text(json.dumps({
    "image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE},
    "image_grid_pinpoints": GRIDS, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 3, "do_resize": True,
    "do_center_crop": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "do_convert_rgb": True,
    "do_pad": True}) + "\n")
print(f"visual tokens {lengths}, loss {losses[0]:.4f} to {losses[-1]:.4f}, norms {min(norms):.3f} to {max(norms):.3f}")
