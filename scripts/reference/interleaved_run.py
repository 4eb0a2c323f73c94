"""Trains LLaVA's connector on prompts with several images, one and none, and writes what InterleavedRunTest follows.

    python scripts/reference/interleaved_run.py test-support/src/test/resources/tiny/interleaved-run

Made with torch 2.13.0 and transformers 5.18.0: LlavaForConditionalGeneration of the tiny CLIP and LLaMA of tiny_backbones.py, in
double precision, given ids with a token for each feature of an image where it stands; the loss is its own.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

folder = Path(sys.argv[1])
sys.argv[1] = str(folder / "unused")
from tiny_backbones import BODY, EAGER, VOCABULARY, WIDTH, llama, ready  # noqa: E402

SIDE, PATCH, IMAGES, SAMPLES, BATCH, STEPS, RATE, END, IMAGE = 16, 8, 6, 18, 4, 20, 2e-3, 2, VOCABULARY - 1
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
for weight in projector.parameters():
    torch.nn.init.normal_(weight, std=0.3)
weights = {f"multi_modal_projector.{name}": value for name, value in projector.named_parameters()}
initial = {name: value.detach().float() for name, value in weights.items()}
with torch.no_grad():
    for name, value in weights.items():
        value.copy_(initial[name].double())
optimizer = torch.optim.AdamW(weights.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)

losses, norms = [], []
for batch in order:
    rows, shown = [], []
    for i in batch:
        pieces, answer = samples[i]
        prompt = [token for kind, value in pieces
                  for token in ([IMAGE] * (SIDE // PATCH) ** 2 if kind == "image" else value)]
        shown += [value for kind, value in pieces if kind == "image"]
        rows.append((prompt, answer + [END]))
    longest = max(len(prompt) + len(answer) for prompt, answer in rows)
    ids, labels, mask = (torch.full((len(rows), longest), value) for value in (0, -100, 0))
    for row, (prompt, answer) in enumerate(rows):
        text = torch.tensor(prompt + answer)
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
        labels[row, len(prompt) : len(text)] = text[len(prompt) :]
    loss = model(input_ids=ids, pixel_values=pixels[shown] if shown else None, attention_mask=mask, labels=labels).loss
    optimizer.zero_grad(set_to_none=False)
    if loss.requires_grad:
        loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), 1.0).item() if loss.requires_grad else 0.0)
    if any(value.grad is None for value in weights.values()):
        for value in weights.values():
            value.grad = torch.zeros_like(value)
    optimizer.step()
    losses.append(loss.item())

folder.mkdir(parents=True, exist_ok=True)
(folder / "samples.json").write_text(json.dumps(records, indent=1) + "\n")
(folder / "order.json").write_text(json.dumps(order) + "\n")
save_file(initial, folder / "initial.safetensors")
save_file({name: value.detach().float() for name, value in weights.items()}, folder / "final.safetensors")
save_file({name: torch.tensor(values, dtype=torch.float64) for name, values in
           {"loss": losses, "grad_norm": norms}.items()}, folder / "trace.safetensors")
print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}, norms {min(norms):.3f} to {max(norms):.3f}")
print([len(batch) for batch in order], losses)
