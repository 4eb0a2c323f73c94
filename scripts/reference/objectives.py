"""Writes the numbers that LossesTest compares with: losses of CLIP, SigLIP, Llip, CoCa, and gradients of their inputs.

    python scripts/reference/objectives.py training/src/test/resources/dev/graft/training/loss/losses.safetensors

Made with torch 2.13.0. The formulae are written out from the papers, with PyTorch's own functions where it has them.
"""

import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

N, D, K, HEADS, HEAD = 4, 5, 3, 2, 3
torch.manual_seed(23)
tensors = {}


def case(name, loss, **inputs):
    variables = {key: value for key, value in inputs.items() if value.requires_grad}
    gradients = torch.autograd.grad(loss, list(variables.values()))
    tensors[f"{name}|loss"] = loss.detach()
    for key, value in inputs.items():
        tensors[f"{name}|in/{key}"] = value.detach().contiguous()
    for key, gradient in zip(variables, gradients):
        tensors[f"{name}|grad/{key}"] = gradient.contiguous()


def leaf(*shape):
    return torch.randn(shape).requires_grad_()


def unit(*shape):
    return F.normalize(torch.randn(shape), dim=-1).requires_grad_()


# CLIP, for a scale within its limit and one beyond it.
for name, start in {"clip": 2.659, "clip_limit": 5.0}.items():
    images, texts, scale = unit(N, D), unit(N, D), torch.tensor(start, requires_grad=True)
    logits = scale.clamp(max=torch.log(torch.tensor(100.0)).item()).exp() * images @ texts.T
    labels = torch.arange(N)
    loss = (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2
    case(name, loss, images=images, texts=texts, scale=scale)

# Contrast with label smoothing, all images different.
logits = leaf(N, N)
loss = (F.cross_entropy(logits, labels, label_smoothing=0.1) + F.cross_entropy(logits.T, labels, label_smoothing=0.1)) / 2
case("smoothed", loss, logits=logits)

# Contrast with soft targets as in LAVIS's retrieval: images 0 and 2 are the same.
logits, ids = leaf(N, N), torch.tensor([7, 1, 7, 3])
alike = (ids[:, None] == ids[None, :]).float()
soft = 0.9 * alike / alike.sum(1, keepdim=True) + 0.1 * torch.ones_like(alike) / N
loss = (-(F.log_softmax(logits, 1) * soft).sum(1).mean() - (F.log_softmax(logits.T, 1) * soft).sum(1).mean()) / 2
case("soft", loss, logits=logits)

# SigLIP.
images, texts = unit(N, D), unit(N, D)
scale, bias = torch.tensor(10.0).log().requires_grad_(), torch.tensor(-10.0, requires_grad=True)
signs = 2 * torch.eye(N) - 1
loss = -F.logsigmoid(signs * (scale.exp() * images @ texts.T + bias)).sum() / N
case("siglip", loss, images=images, texts=texts, scale=scale, bias=bias)

# Llip, pair by pair.
queries, keys, values = leaf(N, HEADS * HEAD), leaf(N, K, HEADS * HEAD), leaf(N, K, HEADS * HEAD)
output, texts = leaf(D, HEADS * HEAD), unit(N, D)
scale, bias = torch.tensor(10.0).log().requires_grad_(), torch.tensor(-10.0, requires_grad=True)
loss = 0
for i in range(N):
    for j in range(N):
        heads = []
        for h in range(HEADS):
            part = slice(h * HEAD, (h + 1) * HEAD)
            score = keys[i, :, part] @ queries[j, part] / HEAD**0.5 / 5.0
            heads.append(score.softmax(0) @ values[i, :, part])
        seen = F.normalize(output @ torch.cat(heads), dim=0)
        sign = 1 if i == j else -1
        loss = loss - F.logsigmoid(sign * (scale.exp() * (seen @ texts[j]) + bias)) / N
case("llip", loss, queries=queries, keys=keys, values=values, output=output, texts=texts, scale=scale, bias=bias)

# CoCa: 1 contrast + 2 caption, padding ignored.
similarities, logits, targets = leaf(N, N), leaf(6, 7), torch.tensor([3, 0, 6, 2, -100, -100])
contrast = (F.cross_entropy(similarities, labels) + F.cross_entropy(similarities.T, labels)) / 2
loss = contrast + 2 * F.cross_entropy(logits, targets, ignore_index=-100)
case("coca", loss, similarities=similarities, logits=logits)
tensors["coca|targets"] = targets.clamp(min=0)
tensors["coca|weights"] = (targets >= 0).float() / 4

# Smoothed cross-entropy with padding.
logits = leaf(6, 7)
loss = F.cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.1)
case("words", loss, logits=logits)

save_file(tensors, sys.argv[1])
