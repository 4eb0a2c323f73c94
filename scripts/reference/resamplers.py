"""Writes the numbers that PyTorchParityTest compares resamplers and ClipCap with: outputs and gradients of small ones.

    python scripts/reference/resamplers.py adapters/src/test/resources/dev/graft/adapters/resamplers.safetensors

Made with torch 2.13.0. Written out from Alayrac et al. 2022 (arXiv:2204.14198) and Mokady et al. 2021
(arXiv:2111.09734); names of weights are those of OpenFlamingo, TinyLLaVA and ClipCap, of which no code is here. Weights
are random. Loss of a case: sum(output * loss_weight).
"""

import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

BATCH, FEATURES, VISION, WIDTH = 2, 5, 6, 8
LATENTS, LAYERS, HEADS, HEAD_WIDTH, RATIO = 3, 2, 2, 3, 2


def attend(queries, keys, values, heads):
    """Scaled dot products, head by head; the heads side by side."""
    split = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)  # noqa: E731
    return F.scaled_dot_product_attention(split(queries), split(keys), split(values)).transpose(1, 2).flatten(2)


class Holder(nn.Module):
    """Modules and parameters by name."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


def perceiver(projects):
    inner, width = HEADS * HEAD_WIDTH, WIDTH if projects else VISION
    plain = lambda i, o: nn.Linear(i, o, bias=False)  # noqa: E731
    layers = nn.ModuleList()
    for _ in range(LAYERS):
        attention = Holder(
            norm_latents=nn.LayerNorm(width), norm_media=nn.LayerNorm(width), to_q=plain(width, inner),
            to_kv=plain(width, 2 * inner), to_out=plain(inner, width),
        )  # fmt: skip
        after = nn.Sequential(nn.LayerNorm(width), plain(width, RATIO * width), nn.GELU(), plain(RATIO * width, width))
        layers.append(nn.ModuleList([attention, after]))
    model = Holder(latents=nn.Parameter(torch.zeros(LATENTS, width)), layers=layers, norm=nn.LayerNorm(width))
    if projects:
        model.linear = nn.Linear(VISION, width)

    def forward(x):
        media = model.linear(x) if projects else x
        latents = model.latents.expand(BATCH, -1, -1)
        for attention, after in model.layers:
            queries = attention.norm_latents(latents)
            seen = torch.cat([attention.norm_media(media), queries], 1)
            keys, values = attention.to_kv(seen).chunk(2, -1)
            latents = latents + attention.to_out(attend(attention.to_q(queries), keys, values, HEADS))
            latents = latents + after(latents)
        return model.norm(latents)

    return ("_connector." if projects else "perceiver."), model, forward


def clipcap():
    layers = nn.ModuleList()
    for _ in range(LAYERS):
        layers.append(Holder(
            norm1=nn.LayerNorm(WIDTH), norm2=nn.LayerNorm(WIDTH),
            attn=Holder(
                to_queries=nn.Linear(WIDTH, WIDTH, bias=False), to_keys_values=nn.Linear(WIDTH, 2 * WIDTH, bias=False),
                project=nn.Linear(WIDTH, WIDTH),
            ),
            mlp=Holder(fc1=nn.Linear(WIDTH, RATIO * WIDTH), fc2=nn.Linear(RATIO * WIDTH, WIDTH)),
        ))  # fmt: skip
    model = Holder(
        linear=nn.Linear(VISION, 4 * WIDTH), prefix_const=nn.Parameter(torch.zeros(LATENTS, WIDTH)),
        transformer=Holder(layers=layers),
    )  # fmt: skip

    def forward(x):
        made = model.linear(x).reshape(BATCH, -1, WIDTH)
        rows = torch.cat([made, model.prefix_const.expand(BATCH, -1, -1)], 1)
        for layer in layers:
            normed = layer.norm1(rows)
            keys, values = layer.attn.to_keys_values(normed).chunk(2, -1)
            rows = rows + layer.attn.project(attend(layer.attn.to_queries(normed), keys, values, HEADS))
            rows = rows + layer.mlp.fc2(layer.mlp.fc1(layer.norm2(rows)).relu())
        return rows[:, -LATENTS:]

    return "clip_project.", model, forward


def case(out, name, seed, prefix, model, forward, features):
    torch.manual_seed(seed)
    for part, parameter in model.named_parameters():
        nn.init.normal_(parameter, 1.0 if "norm" in part and part.endswith("weight") else 0.0, 0.4)
    x = torch.randn(BATCH, features, VISION, requires_grad=True)
    y = forward(x)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    tensors = {"features": x, "output": y, "loss_weight": weight, "grad/features": x.grad}
    for part, parameter in model.named_parameters():
        tensors[f"parameter/{prefix}{part}"] = parameter
        tensors[f"grad/{prefix}{part}"] = parameter.grad
    out.update({f"{name}|{key}": tensor.detach().contiguous().clone() for key, tensor in tensors.items()})


cases = {}
case(cases, "perceiver", 1, *perceiver(True), FEATURES)
case(cases, "flamingo", 2, *perceiver(False), FEATURES)
case(cases, "clipcap", 3, *clipcap(), 1)
save_file(cases, sys.argv[1], {"format": "pt"})
