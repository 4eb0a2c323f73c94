"""Writes projections.safetensors: what PyTorch computes for every variant of the projection adapter.

pip install torch==2.13 safetensors==0.8.0; run as
scripts/reference/projections.py adapters/src/test/resources/dev/graft/adapters/projections.safetensors. A case's name is its
settings; Java reads them from it. Loss of a case: sum(output * weight).
"""
import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

BATCH, VISION, LANGUAGE, HIDDEN = 2, 6, 5, 7
ACTIVATIONS = dict(gelu=nn.GELU(), gelu_tanh=nn.GELU(approximate="tanh"), relu=nn.ReLU(), silu=nn.SiLU())


def pixel_shuffle(x, s):
    """Idefics3Connector.pixel_shuffle of transformers."""
    bsz, seq, embed = x.size()
    height = width = int(seq**0.5)
    x = x.view(bsz, height, width, embed)
    x = x.view(bsz, height, width // s, embed * s)
    x = x.permute(0, 2, 1, 3)
    x = x.reshape(bsz, width // s, height // s, embed * s * s)
    x = x.permute(0, 2, 1, 3)
    return x.reshape(bsz, seq // (s * s), embed * s * s)


def reduce(x, kind, factor):
    if kind == "none":
        return x
    if kind == "mean":
        return x.mean(1, keepdim=True)
    if kind == "concat":  # MiniGPT-4, minigpt4.py: image_embeds.view(bs, int(pn / 4), int(hs * 4))
        return x.view(x.shape[0], x.shape[1] // factor, x.shape[2] * factor)
    if kind == "shuffle":
        return pixel_shuffle(x, factor)
    side = int(x.shape[1] ** 0.5)
    grid = x.transpose(1, 2).view(x.shape[0], x.shape[2], side, side)
    return F.adaptive_avg_pool2d(grid, factor).flatten(2).transpose(1, 2)


def case(out, index, reduction="none", patches=4, tokens=1, hidden=0, activation="gelu", norms="none", bias="bias"):
    torch.manual_seed(index)
    kind, _, factor = reduction.partition(":")
    x = torch.randn(BATCH, patches, VISION, requires_grad=True)
    vectors = reduce(x, kind, int(factor or 1))
    modules = []
    if norms in ("input", "both"):
        modules.append(("input_norm", nn.LayerNorm(vectors.shape[-1], eps=1e-3)))
    width = vectors.shape[-1]
    for layer in range(hidden + 1):
        if layer > 0:
            modules.append((None, ACTIVATIONS[activation]))
        name = "llama_proj" if hidden == 0 else f"multi_modal_projector.linear_{layer + 1}"
        wide = LANGUAGE * tokens if layer == hidden else HIDDEN
        modules.append((name, nn.Linear(width, wide, bias=bias == "bias")))
        width = wide
    y = vectors
    for _, module in modules:
        y = module(y)
    y = y.reshape(BATCH, -1, LANGUAGE)
    if norms in ("output", "both"):
        modules.append(("output_norm", nn.LayerNorm(LANGUAGE, eps=1e-3)))
        for parameter in modules[-1][1].parameters():
            nn.init.normal_(parameter)
        y = modules[-1][1](y)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    case_name = "/".join(str(v) for v in (reduction, patches, tokens, hidden, activation, norms, bias))
    tensors = {"features": x, "output": y, "loss_weight": weight, "grad/features": x.grad}
    for name, module in modules:
        for part, parameter in module.named_parameters() if name else ():
            tensors[f"parameter/{name}.{part}"] = parameter
            tensors[f"grad/{name}.{part}"] = parameter.grad
    out.update({f"{case_name}|{name}": t.detach().contiguous() for name, t in tensors.items()})


cases = {}
variants = [
    dict(),
    dict(bias="plain"),
    dict(hidden=1), dict(hidden=1, activation="gelu_tanh"), dict(hidden=1, activation="relu"),
    dict(hidden=1, activation="silu"), dict(hidden=3, activation="silu", bias="plain"),
    dict(reduction="mean", tokens=3), dict(tokens=3, patches=1), dict(tokens=2, hidden=1),
    dict(reduction="concat:4", patches=8), dict(reduction="shuffle:2", patches=16, hidden=1),
    dict(reduction="shuffle:3", patches=36), dict(reduction="pool:2", patches=16), dict(reduction="pool:1", patches=9),
    dict(norms="input"), dict(norms="output", tokens=2), dict(norms="both", hidden=1, reduction="shuffle:2"),
]  # fmt: skip
for number, variant in enumerate(variants):
    case(cases, number, **variant)
save_file(cases, sys.argv[1], {"format": "pt"})
