"""Writes the numbers that AdamWTest compares with: a few steps of torch.optim.AdamW behind clip_grad_norm_.

    python scripts/reference/adamw.py training/src/test/resources/dev/graft/training/optimizer/adamw.safetensors

Made with torch 2.13.0. Gradients grow and shrink, so that some steps are clipped and some are not.
"""

import sys

import torch
from safetensors.torch import save_file

STEPS = 8
SHAPES = {"proj.weight": (7, 5), "proj.bias": (5,), "query": (1, 3, 4), "scale": (), "position": (6, 2)}
DECAY = {"proj.weight": 0.1, "query": 0.1, "position": 0.3}

torch.manual_seed(17)
parameters = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in SHAPES.items()}
groups = [{"params": [p], "weight_decay": DECAY.get(name, 0.0)} for name, p in parameters.items()]
optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.95), eps=1e-6)

tensors = {f"initial/{name}": p.detach().clone() for name, p in parameters.items()}
norms, rates = [], []
for step in range(1, STEPS + 1):
    rate = 0.0625 / 2 ** (step // 3)
    for name, p in parameters.items():
        p.grad = torch.randn(p.shape) * [0.01, 0.1, 1.0, 30.0][step % 4]
        tensors[f"gradient/{step}/{name}"] = p.grad.clone()
    norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0).double())
    rates.append(rate)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    for name, p in parameters.items():
        tensors[f"parameter/{step}/{name}"] = p.detach().clone()
for name, p in parameters.items():
    tensors[f"exp_avg/{name}"] = optimizer.state[p]["exp_avg"].clone()
    tensors[f"exp_avg_sq/{name}"] = optimizer.state[p]["exp_avg_sq"].clone()
tensors["norm"] = torch.stack(norms).float()
tensors["rate"] = torch.tensor(rates, dtype=torch.float32)
save_file(tensors, sys.argv[1])
