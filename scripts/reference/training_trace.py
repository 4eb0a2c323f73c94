"""Trains an adapter between random features and the tiny LLaMA in PyTorch, and writes every step for TrainingTraceTest.

    python scripts/reference/training_trace.py test-support/src/test/resources/tiny/training-trace

Made with torch 2.13.0 and transformers 5.18.0. A prompt is the adapter's tokens, then a text; the loss is the mean cross
entropy of all tokens of the batch that have a label. AdamW(betas .9 .95, eps 1e-8, weight decay .05 on matrices, none on
biases), the gradient's norm clipped to 1, a learning rate that climbs to 2e-3 over 10 steps and falls along a cosine to
2e-4.
"""

import math
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from tiny_backbones import VOCABULARY, WIDTH, llama

STEPS, BATCH, PATCHES, VISION, TEXT, WARMUP = 60, 4, 3, 6, 8, 10

language = llama().requires_grad_(False)
torch.manual_seed(23)
first, second = torch.nn.Linear(VISION, WIDTH), torch.nn.Linear(WIDTH, WIDTH)
names = {"linear_1.weight": first.weight, "linear_1.bias": first.bias, "linear_2.weight": second.weight, "linear_2.bias": second.bias}
weights = {f"multi_modal_projector.{name}": value for name, value in names.items()}
initial = {name: value.detach().clone() for name, value in weights.items()}
optimizer = torch.optim.AdamW(
    [{"params": [first.weight, second.weight], "weight_decay": 0.05}, {"params": [first.bias, second.bias], "weight_decay": 0}],
    betas=(0.9, 0.95), eps=1e-8)

features = torch.randn(STEPS, BATCH, PATCHES, VISION)
ids = torch.randint(3, VOCABULARY, (STEPS, BATCH, TEXT))
labels, mask = ids.clone(), torch.ones_like(ids)
for row in range(BATCH):  # questions of 2 to 4 tokens, answers that end at different places
    labels[:, row, : 2 + row % 3] = -100
    labels[:, row, TEXT - row % 2 :] = -100
    mask[:, row, TEXT - row % 2 :] = 0
unseen = torch.full((BATCH, PATCHES), -100)
losses, norms, rates = [], [], []
for step in range(STEPS):
    done = (step + 1 - WARMUP) / (STEPS - WARMUP)
    rate = 2e-3 * (step + 1) / WARMUP if step < WARMUP else 2e-4 + 0.5 * (2e-3 - 2e-4) * (1 + math.cos(math.pi * done))
    for group in optimizer.param_groups:
        group["lr"] = rate
    prompt = second(torch.nn.functional.gelu(first(features[step])))
    result = language(
        inputs_embeds=torch.cat([prompt, language.get_input_embeddings()(ids[step])], 1),
        attention_mask=torch.cat([torch.ones_like(unseen), mask[step]], 1),
        labels=torch.cat([unseen, labels[step]], 1))
    optimizer.zero_grad()
    result.loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), 1.0).item())
    optimizer.step()
    losses.append(result.loss.item())
    rates.append(rate)

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
numbers = {name: torch.tensor(values, dtype=torch.float64) for name, values in
           {"loss": losses, "grad_norm": norms, "learning_rate": rates}.items()}
save_file({"features": features, "input_ids": ids, "attention_mask": mask, "labels": labels, **numbers}, folder / "trace.safetensors")
save_file(initial, folder / "initial.safetensors")
save_file({name: value.detach().clone() for name, value in weights.items()}, folder / "final.safetensors")
print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}, norms {min(norms):.3f} to {max(norms):.3f}")
