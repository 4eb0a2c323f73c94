"""Writes mergers.safetensors: what PyTorch computes for small adapters that make one visual token of each block of patches.

pip install torch==2.13 transformers==5.18.0 safetensors==0.8.0; run as
scripts/reference/mergers.py adapters/src/test/resources/dev/graft/adapters/mergers.safetensors.
They are the modules of transformers. Loss of a case: sum(output * weight).
"""
import sys
from types import SimpleNamespace

import torch
from safetensors.torch import save_file
from torch import nn
from transformers.models.gemma3.modeling_gemma3 import Gemma3MultiModalProjector
from transformers.models.mistral3.modeling_mistral3 import Mistral3MultiModalProjector
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLPatchMerger

BATCH, VISION, LANGUAGE = 2, 5, 8


def case(out, name, prefix, module, forward, features):
    x = torch.randn(BATCH, features, VISION, requires_grad=True)
    y = forward(x)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    tensors = {"features": x, "output": y, "loss_weight": weight, "grad/features": x.grad}
    for part, parameter in module.named_parameters():
        tensors[f"parameter/{prefix}{part}"] = parameter
        tensors[f"grad/{prefix}{part}"] = parameter.grad
    out.update({f"{name}|{key}": t.detach().contiguous().clone() for key, t in tensors.items()})


def randomised(module, seed):
    torch.manual_seed(seed)
    for parameter in module.parameters():
        nn.init.normal_(parameter, float(parameter.dim() == 1), 0.4)
    return module


def gemma3(out):
    """Squares of four patches, 4 x 4 in all, become one each; the norm has an epsilon that counts."""
    vision = SimpleNamespace(hidden_size=VISION, layer_norm_eps=0.1, image_size=8, patch_size=2)
    config = SimpleNamespace(vision_config=vision, text_config=SimpleNamespace(hidden_size=LANGUAGE), mm_tokens_per_image=4)
    module = randomised(Gemma3MultiModalProjector(config), 1)
    case(out, "gemma3", "multi_modal_projector.", module, module, 16)


def qwen2_5(out):
    """A block of four vectors becomes one."""
    module = randomised(Qwen2_5_VLPatchMerger(dim=LANGUAGE, context_dim=VISION, spatial_merge_size=2), 2)
    blocks = lambda x: module(x.reshape(-1, VISION)).reshape(BATCH, 1, LANGUAGE)  # noqa: E731
    case(out, "qwen2_5", "visual.merger.", module, blocks, 4)


def mistral3(out):
    """A block of four vectors becomes one; the norm has an epsilon that counts."""
    config = SimpleNamespace(
        vision_config=SimpleNamespace(hidden_size=VISION, patch_size=2),
        text_config=SimpleNamespace(hidden_size=LANGUAGE, rms_norm_eps=0.1),
        spatial_merge_size=2, vision_feature_layer=-1, multimodal_projector_bias=False, projector_hidden_act="gelu")
    module = randomised(Mistral3MultiModalProjector(config), 3)
    sizes = torch.tensor([[4, 4]] * BATCH)
    blocks = lambda x: module(x.reshape(-1, VISION), sizes).reshape(BATCH, 1, LANGUAGE)  # noqa: E731
    case(out, "mistral3", "multi_modal_projector.", module, blocks, 4)


if __name__ == "__main__":
    cases = {}
    for make in (gemma3, qwen2_5, mistral3):
        make(cases)
    save_file(cases, sys.argv[1], {"format": "pt"})
