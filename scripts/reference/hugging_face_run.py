"""Trains LLaVA's connector as Hugging Face's Trainer does, and writes what HuggingFaceRunTest and HuggingFaceScheduleTest follow.

    python scripts/reference/hugging_face_run.py test-support/src/test/resources/tiny/hugging-face-run

Made with torch 2.13.0 and transformers 5.18.0. The towers are the tiny CLIP and LLaMA of tiny_backbones.py, the features
the layer before the last without its class token. The order is that of torch's RandomSampler with its last, smaller
batches; the loss the mean over all tokens of a step that have a label; AdamW and the gradient's norm as in TrainingArguments. All
is in double precision: PyTorch's own single precision is off by 1.1e-5 in one of the losses. schedules.safetensors holds the rates
of every schedule of get_scheduler that follows from the step alone.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import torch
import transformers
from safetensors.torch import save_file
from transformers import TrainingArguments, get_scheduler

folder = Path(sys.argv[1])
sys.argv[1] = str(folder / "unused")
from tiny_backbones import BODY, EAGER, VOCABULARY, WIDTH, llama, ready  # noqa: E402

SIDE, IMAGES, SAMPLES, BATCH, STEPS, PEAK, RATE = 16, 8, 22, 4, 20, 5e-3, 1e-3
language = llama().double().requires_grad_(False)
clip = transformers.CLIPVisionConfig(**BODY, **EAGER, image_size=SIDE, patch_size=8)
vision = ready(transformers.CLIPVisionModel(clip)).double().requires_grad_(False)

n, y, x, c = torch.meshgrid(*(torch.arange(size) for size in (IMAGES, SIDE, SIDE, 3)), indexing="ij")
images = (37 * n + (3 + n) * x + (7 + 2 * n) * y + 50 * c + x * y) % 256  # as the test paints them
pixels = (images.permute(0, 3, 1, 2).double() / 255 - 0.5) / 0.5
features = vision(pixels, output_hidden_states=True).hidden_states[-2][:, 1:]

torch.manual_seed(29)
draw = lambda low, high, size: torch.randint(low, high, (size,)).tolist()
samples = [(i % IMAGES, draw(3, VOCABULARY, 2 + i % 3), draw(3, VOCABULARY, 1 + i % 2)) for i in range(SAMPLES)]
say = lambda ids: " ".join(f"w{i}" for i in ids)
records = [{"id": f"s{i}", "image": f"{image}.png", "conversations": [
    {"from": "human", "value": "<image>\n" + say(question)}, {"from": "gpt", "value": say(answer)}]}
    for i, (image, question, answer) in enumerate(samples)]

sampler = torch.utils.data.BatchSampler(torch.utils.data.RandomSampler(samples), BATCH, drop_last=False)
order = []
while len(order) < STEPS:
    order += [batch for batch in sampler]
order = order[:STEPS]

first, second = torch.nn.Linear(WIDTH, 20).double(), torch.nn.Linear(20, WIDTH).double()
names = {"linear_1.weight": first.weight, "linear_1.bias": first.bias, "linear_2.weight": second.weight, "linear_2.bias": second.bias}
weights = {f"multi_modal_projector.{name}": value for name, value in names.items()}
initial = {name: value.detach().float() for name, value in weights.items()}
warmup = TrainingArguments.get_warmup_steps(SimpleNamespace(warmup_steps=0.12), STEPS)
optimizer = torch.optim.AdamW(
    [{"params": [first.weight, second.weight], "weight_decay": 0.1}, {"params": [first.bias, second.bias], "weight_decay": 0}],
    lr=RATE, betas=(0.9, 0.999), eps=1e-8)
scheduler = get_scheduler("cosine", optimizer, warmup, STEPS)

losses, norms, rates = [], [], []
for batch in order:
    longest = max(len(samples[i][1]) + len(samples[i][2]) + 1 for i in batch)
    ids, labels, mask = (torch.full((len(batch), longest), value) for value in (0, -100, 0))
    for row, i in enumerate(batch):
        question, answer = samples[i][1], samples[i][2] + [2]
        text = torch.tensor(question + answer)
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
        labels[row, len(question) : len(text)] = text[len(question) :]
    tokens = second(torch.nn.functional.gelu(first(features[[samples[i][0] for i in batch]])))
    seen = torch.ones(tokens.shape[:2], dtype=torch.long)
    loss = language(
        inputs_embeds=torch.cat([tokens, language.get_input_embeddings()(ids)], 1),
        attention_mask=torch.cat([seen, mask], 1), labels=torch.cat([seen * -100, labels], 1)).loss
    optimizer.zero_grad()
    loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), 1.0).item())
    rates.append(scheduler.get_last_lr()[0])
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())

KINDS = {
    "hf_linear": ("linear", {}), "hf_cosine": ("cosine", {}), "hf_cosine_with_restarts": ("cosine_with_restarts", dict(num_cycles=3)),
    "hf_polynomial": ("polynomial", {}), "hf_polynomial power": ("polynomial", dict(power=2.5, lr_end=1e-4)),
    "hf_constant": ("constant", {}), "hf_constant_with_warmup": ("constant_with_warmup", {}), "hf_inverse_sqrt": ("inverse_sqrt", {}),
    "hf_inverse_sqrt timescale": ("inverse_sqrt", dict(timescale=7)), "hf_cosine_with_min_lr": ("cosine_with_min_lr", dict(min_lr=1e-3)),
    "hf_cosine_warmup_with_min_lr": ("cosine_warmup_with_min_lr", dict(min_lr=1e-3)),
} | {f"hf_warmup_stable_decay {up} {down}": ("warmup_stable_decay", dict(
    num_decay_steps=6, warmup_type=up, decay_type=down, min_lr_ratio=0.2))
    for up, down in (("linear", "cosine"), ("cosine", "1-sqrt"), ("1-sqrt", "linear"))}
schedules = {}
for warmup in (0, 1, 5):
    for name, (kind, options) in KINDS.items():
        still = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
        schedule = get_scheduler(kind, still, warmup, STEPS, options)
        found = []
        for _ in range(STEPS + 3):
            found.append(schedule.get_last_lr()[0])
            still.step()
            schedule.step()
        schedules[f"{name}/{warmup}"] = torch.tensor(found, dtype=torch.float64)

folder.mkdir(parents=True, exist_ok=True)
(folder / "samples.json").write_text(json.dumps(records, indent=1) + "\n")
(folder / "order.json").write_text(json.dumps(order) + "\n")
save_file(initial, folder / "initial.safetensors")
save_file({name: value.detach().float() for name, value in weights.items()}, folder / "final.safetensors")
save_file({name: torch.tensor(values, dtype=torch.float64) for name, values in
           {"loss": losses, "grad_norm": norms, "learning_rate": rates}.items()}, folder / "trace.safetensors")
save_file(schedules, folder / "schedules.safetensors")
print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}, norms {min(norms):.3f} to {max(norms):.3f}, rates {rates}")
