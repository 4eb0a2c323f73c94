"""Writes the text encoders that TextEncoderTest opens, random and of a few kilobytes, and what PyTorch computes with them.

    python scripts/reference/text_encoders.py backbones/src/test/resources/dev/graft/backbones/text

Made with torch 2.13.0 and transformers 5.18.0. Texts are rows of token ids; the longer one is read whole.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertModel,
    CLIPTextConfig,
    CLIPTextModelWithProjection,
    SiglipTextConfig,
    SiglipTextModel,
)

SIZES = dict(hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2, vocab_size=20)
torch.manual_seed(31)
folder = Path(sys.argv[1])
golden = {}


def export(name, file, model, inputs, outputs):
    target = folder / name
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    model.eval()
    for parameter in model.parameters():  # fresh embeddings are so small that a mistake hides in rounding
        torch.nn.init.normal_(parameter, std=0.5)
    model.config.save_pretrained(target)

    class Whole(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *values):
            result = self.model(**dict(zip(inputs, values)))
            return tuple(getattr(result, output) for output in outputs)

    example = tuple(inputs.values())
    axes = {key: {0: "batch", 1: "tokens"} for key in inputs}
    torch.onnx.export(
        Whole().eval(), example, str(target / "onnx" / file), input_names=list(inputs), output_names=outputs,
        dynamic_axes=axes, opset_version=18, dynamo=False)
    return model


def ids(*values):
    return torch.tensor([values])


text = ids(1, 7, 4, 11, 2)
ones, zeros = torch.ones_like(text), torch.zeros_like(text)

clip = CLIPTextConfig(**SIZES, projection_dim=6, max_position_embeddings=12, eos_token_id=19, bos_token_id=1, pad_token_id=0)
model = export("clip", "text_model.onnx", CLIPTextModelWithProjection(clip), {"input_ids": ids(1, 7, 4, 11, 19), "attention_mask": ones},
               ["text_embeds", "last_hidden_state"])
golden["clip|ids"] = ids(1, 7, 4, 11, 19)[0]
result = model(ids(1, 7, 4, 11, 19))
golden["clip|auto"], golden["clip|mean"] = result.text_embeds[0], result.last_hidden_state[0].mean(0)

bert = BertConfig(**SIZES, max_position_embeddings=12)
model = export("bert", "model.onnx", BertModel(bert, add_pooling_layer=False),
               {"input_ids": text, "attention_mask": ones, "token_type_ids": zeros}, ["last_hidden_state"])
states = model(text).last_hidden_state[0]
golden["bert|ids"] = text[0]
golden["bert|auto"] = golden["bert|mean"] = states.mean(0)
golden["bert|last"] = states[-1]

# SigLIP has learnt from texts that are padded to the full length, and masks nothing.
siglip = SiglipTextConfig(**SIZES, projection_size=8, max_position_embeddings=9, pad_token_id=1)
outputs = ["pooler_output", "last_hidden_state"]
model = export("siglip", "text_model.onnx", SiglipTextModel(siglip), {"input_ids": ids(5, 7, 4, 11, 2)}, outputs)
golden["siglip|ids"] = ids(5, 7, 4, 11, 2)[0]
golden["siglip|auto"] = model(ids(5, 7, 4, 11, 2, 1, 1, 1, 1)).pooler_output[0]

save_file({key: value.detach().contiguous().clone() for key, value in golden.items()}, folder / "golden.safetensors")
