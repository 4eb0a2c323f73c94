"""Writes the numbers that ContrastGraphTest compares with: adapters between two frozen towers, their losses and gradients.

    python scripts/reference/contrast.py training/src/test/resources/dev/graft/training/contrast/contrast.safetensors

Made with torch 2.13.0. The losses are written out from CLIP (arXiv:2103.00020), SigLIP (arXiv:2303.15343) and Llip
(arXiv:2405.00740); Llip's mixture is torch.nn.functional.multi_head_attention_forward, pair by pair. Images 0 and 2 of the
batch are the same, so that both texts belong to both. Weights are random.
"""

import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

N, TOKENS, VISION, HIDDEN, TOKEN, TEXT, WIDTH, HEADS = 4, 3, 5, 7, 4, 6, 8, 2
TEMPERATURE = 5.0
IMAGES = torch.tensor([7, 1, 7, 3])

torch.manual_seed(41)
tensors = {"images": IMAGES}


def parameter(*shape, scale=0.5):
    return (scale * torch.randn(shape)).requires_grad_()


adapter = {
    "multi_modal_projector.linear_1.weight": parameter(HIDDEN, VISION),
    "multi_modal_projector.linear_1.bias": parameter(HIDDEN, scale=0.1),
    "multi_modal_projector.linear_2.weight": parameter(TOKEN, HIDDEN),
    "multi_modal_projector.linear_2.bias": parameter(TOKEN, scale=0.1),
}
shown = torch.randn(3, TOKENS, VISION)
features = shown[torch.tensor([0, 1, 0, 2])]
texts = torch.randn(N, TEXT)
tensors |= {"features": features, "texts": texts}
alike = (IMAGES[:, None] == IMAGES[None, :]).float()


def visual_tokens(w):
    x = F.linear(features, w["multi_modal_projector.linear_1.weight"], w["multi_modal_projector.linear_1.bias"])
    return F.linear(F.gelu(x), w["multi_modal_projector.linear_2.weight"], w["multi_modal_projector.linear_2.bias"])


def unit(x):
    return F.normalize(x, dim=-1)


def clip(w):
    images = unit(visual_tokens(w).mean(1) @ w["visual_projection.weight"].T)
    logits = w["logit_scale"].exp() * images @ unit(texts @ w["text_projection.weight"].T).T
    shares = alike / alike.sum(1, keepdim=True)
    return (F.cross_entropy(logits, shares) + F.cross_entropy(logits.T, shares)) / 2


def sigmoid(similarities, w):
    logits = w["logit_scale"].exp() * similarities + w["logit_bias"]
    return -F.logsigmoid((2 * alike - 1) * logits).sum() / N


def siglip(w):
    images = unit(visual_tokens(w).mean(1) @ w["visual_projection.weight"].T)
    return sigmoid(images @ unit(texts @ w["text_projection.weight"].T).T, w)


def mixed(tokens, text, w):
    """Visual tokens [TOKENS, TOKEN] of one image as one text [TEXT] mixes them."""
    # The function wants queries as wide as what comes out. The temperature, which makes the softmax less sharp, goes into them.
    query = text[None] @ w["mixture.q_proj.weight"].T / TEMPERATURE
    seen, _ = F.multi_head_attention_forward(
        query, tokens, tokens, WIDTH, HEADS, None, None, None, None, False, 0.0, w["mixture.out_proj.weight"], None,
        use_separate_proj_weight=True, q_proj_weight=torch.eye(WIDTH),
        k_proj_weight=w["mixture.k_proj.weight"], v_proj_weight=w["mixture.v_proj.weight"])
    return seen[0]


def llip(w):
    tokens, read = visual_tokens(w), unit(texts @ w["text_projection.weight"].T)
    rows = [torch.stack([unit(mixed(tokens[i], texts[j], w)) @ read[j] for j in range(N)]) for i in range(N)]
    return sigmoid(torch.stack(rows), w)


def mixture():
    shapes = {"q_proj": TEXT, "k_proj": TOKEN, "v_proj": TOKEN, "out_proj": WIDTH}
    return {f"mixture.{name}.weight": parameter(WIDTH, width) for name, width in shapes.items()}


for name, loss, start, own in [
    ("clip", clip, 2.0, {"visual_projection.weight": parameter(WIDTH, TOKEN)}),
    ("siglip", siglip, 1.5, {"visual_projection.weight": parameter(WIDTH, TOKEN), "logit_bias": torch.tensor(-1.0)}),
    ("llip", llip, 1.5, mixture() | {"logit_bias": torch.tensor(-1.0)}),
]:
    weights = adapter | own | {"text_projection.weight": parameter(WIDTH, TEXT), "logit_scale": torch.tensor(start)}
    weights = {key: value.detach().clone().requires_grad_() for key, value in weights.items()}
    value = loss(weights)
    value.backward()
    tensors[f"{name}|loss"] = value.detach()
    for key, weight in weights.items():
        tensors[f"{name}|parameter/{key}"] = weight.detach().contiguous()
        tensors[f"{name}|grad/{key}"] = weight.grad.contiguous()

save_file(tensors, sys.argv[1])
