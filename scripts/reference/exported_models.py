"""Writes the weights of a small LLaVA in parts, and how transformers and the gguf package name, shape and store them.

    python scripts/reference/exported_models.py test-support/src/test/resources/tiny cli/src/test/resources/dev/graft/cli/export \
        tensors/src/test/resources/dev/graft/tensors/gguf

Made with torch 2.13.0, transformers 5.18.0, gguf 0.19.0. The parts are those that `graft export` is given: the
backbones' own weights, those of their ONNX files, and an adapter. `llava.json` lists what `save_pretrained` writes of the whole,
`mmproj.json` what llama.cpp's names (`gguf.get_tensor_name_map`) make of vision tower and projector; `values.gguf` is a small file
by `gguf.GGUFWriter`.
"""

import hashlib
import json
import sys
from pathlib import Path

import gguf
import numpy as np
import onnx
import torch
import transformers
from safetensors.torch import load_file, save_file

tiny, out, gguf_out = map(Path, sys.argv[1:])
TOKENS, IMAGE = 38, 38


def weights(folder, prefix):
    """The weights of a backbone as its ONNX file has them, under the names of its class."""
    graph = onnx.load(folder / "onnx/model.onnx").graph
    tensors = {i.name: torch.from_numpy(onnx.numpy_helper.to_array(i).copy()) for i in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1].startswith("onnx::"):
            name = node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"
            tensors[name] = tensors.pop(node.input[1]).T.contiguous()
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}


def ready(model):
    torch.manual_seed(11)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model.eval()


def listed(tensors):
    digest = lambda tensor: hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest()
    return {name: ["F32", list(tensor.shape), digest(tensor)] for name, tensor in sorted(tensors.items())}


def tokenizer(folder):
    vocabulary = {f"w{i}": i for i in range(TOKENS)} | {"<unk>": 0, "<s>": 1, "</s>": 2}
    vocabulary = {token: id for token, id in vocabulary.items() if not (token in ("w0", "w1", "w2"))}
    special = [dict(id=i, content=t, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
               for i, t in enumerate(("<unk>", "<s>", "</s>"))]
    model = dict(type="WordLevel", vocab=vocabulary, unk_token="<unk>")
    content = dict(version="1.0", truncation=None, padding=None, added_tokens=special, normalizer=None,
                   pre_tokenizer=dict(type="WhitespaceSplit"), post_processor=None, decoder=None, model=model)
    (folder / "tokenizer.json").write_text(json.dumps(content) + "\n")
    config = dict(tokenizer_class="PreTrainedTokenizerFast", bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")


def main():
    out.mkdir(parents=True, exist_ok=True)
    vision_config = transformers.CLIPVisionConfig.from_pretrained(tiny / "clip_vision")
    text_config = transformers.LlamaConfig.from_pretrained(tiny / "llama")
    config = transformers.LlavaConfig(
        vision_config=vision_config, text_config=text_config, image_token_index=IMAGE, image_seq_length=4)
    model = ready(transformers.LlavaForConditionalGeneration(config))
    model.model.vision_tower.load_state_dict(weights(tiny / "clip_vision", "encoder."), strict=True)
    language = weights(tiny / "llama", "language.")
    model.lm_head.weight.data.copy_(language.pop("lm_head.weight"))
    own = {name.removeprefix("model."): tensor for name, tensor in language.items()}
    model.model.language_model.load_state_dict(own, strict=True)
    folder = out / "whole"
    model.save_pretrained(folder)
    # The names of the Hub, which a new model does not have, and one that was loaded by them keeps.
    hub = lambda name: name.replace("vision_tower.", "vision_tower.vision_model.")
    save_file({hub(n): t for n, t in load_file(folder / "model.safetensors").items()}, folder / "model.safetensors",
              metadata={"format": "pt"})
    transformers.LlavaForConditionalGeneration.from_pretrained(folder).save_pretrained(folder)
    whole = load_file(folder / "model.safetensors")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    (out / "llava.json").write_text(json.dumps(listed(whole), indent=1) + "\n")
    part = lambda prefix, into="": {into + n[len(prefix):]: t for n, t in whole.items() if n.startswith(prefix)}
    save_file(part("vision_tower."), out / "vision.safetensors", metadata={"format": "pt"})
    save_file(part("language_model."), out / "language.safetensors", metadata={"format": "pt"})
    projector = part("multi_modal_projector.", "multi_modal_projector.")
    save_file(projector, out / "adapter.safetensors", metadata={"format": "pt"})
    tokenizer(out)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.MMPROJ, vision_config.num_hidden_layers + 1)
    renamed = {}
    for name, tensor in whole.items():
        if name.startswith(("vision_tower.", "multi_modal_projector.")) and "post_layernorm" not in name:
            new = names.get_name(name, try_suffixes=(".weight", ".bias"))
            # The projector's layers are counted from 1 in transformers, in the modules of the original from 0.
            renamed[new.replace("mm.1.", "mm.0.")] = tensor
    (out / "mmproj.json").write_text(json.dumps(listed(renamed), indent=1) + "\n")
    values()


def values():
    gguf_out.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(gguf_out / "values.gguf", "clip")
    writer.add_string("general.name", "tiny ä")
    writer.add_bool("clip.use_gelu", True)
    writer.add_bool("clip.has_vision_encoder", False)
    writer.add_uint32("clip.vision.block_count", 3_000_000_000)
    writer.add_float32("clip.vision.eps", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.25, 0.5, 0.75])
    writer.add_array("clip.vision.feature_layer", [2, -1])
    writer.add_tensor("v.first", np.arange(5, dtype=np.float32))
    writer.add_tensor("v.second.weight", (np.arange(6, dtype=np.float32) / 3).astype(np.float16).reshape(2, 3))
    writer.add_tensor("v.third", np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
