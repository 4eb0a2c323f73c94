"""Writes gated.safetensors: what transformers computes for Aya Vision's projector made small, for GatedParityTest.

pip install torch==2.13 transformers==5.18.0 safetensors==0.8.0; run as
scripts/reference/gated_projection.py adapters/src/test/resources/dev/graft/adapters/gated.safetensors.
Loss of a case: sum(output * weight).
"""
import sys
from types import SimpleNamespace

from safetensors.torch import save_file
from transformers.models.aya_vision.modeling_aya_vision import AyaVisionMultiModalProjector

from mergers import case, randomised

cases = {}
config = SimpleNamespace(
    downsample_factor=2, adapter_layer_norm_eps=0.1, alignment_intermediate_size=6,
    vision_config=SimpleNamespace(hidden_size=5), text_config=SimpleNamespace(hidden_size=8))  # fmt: skip
module = randomised(AyaVisionMultiModalProjector(config), 2)
case(cases, "aya", "multi_modal_projector.", module, lambda x: module(x).flatten(1, 2), 16)
save_file(cases, sys.argv[1], {"format": "pt"})
