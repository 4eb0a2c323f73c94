"""Makes every format in which language models are published from one model, and runs Graft on each.

    python scripts/benchmark/formats.py [FOLDER] [--work DIR] [--only PART,PART] [--table FILE]

FOLDER is a language model in float32 with a tokenizer and golden.safetensors, what PyTorch computes of it; without
one a small LLaMA with random weights is made, wide enough that products in int8 are computed in integers. The formats
are made by the tools of onnx and onnxruntime. For each the table says whether "graft inspect" reads it; how far the
derived gradient is from finite differences ("graft verify"); how far logits, as onnxruntime computes them of the file
and as a training in Graft does, and the gradient are from PyTorch's of the float32 model; whether the greedy tokens
are those that onnxruntime computes of the same file in Python, and where they are not how many are, and how far the
first two logits are from one another there (where activations are rounded as a whole, the last bit of a sum moves
them by a step of that rounding: onnxruntime then parts from itself at another level of optimisation); the loss before and after
some steps of "graft train", in float32 and int8; and whether "graft ask" answers; with the most memory that each process held.
Errors are relative to the largest number. Needs numpy, onnx, onnxruntime, safetensors and a built Graft; torch, transformers and
tokenizers to make the model. FORMATS_GRAFT may name another command than scripts/graft.
"""

import argparse
import dataclasses
import json
import logging
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import onnx
import onnxruntime
import turns
from onnx import TensorProto, numpy_helper
from onnxruntime import quantization
from onnxruntime.quantization import matmul_bnb4_quantizer, matmul_nbits_quantizer, shape_inference
from onnxruntime.transformers import float16
from safetensors.numpy import load_file, save_file

GRAFT = pathlib.Path(os.environ.get("FORMATS_GRAFT", pathlib.Path(__file__).resolve().parents[1] / "graft"))
GREEDY = 20

logging.disable(logging.WARNING)


def made(folder):
    """A LLaMA with random weights, a tokenizer of bytes, and what PyTorch computes of it."""
    import torch
    import transformers
    from export_llama import export
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    (folder / "onnx").mkdir(parents=True)
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=512,
        hidden_size=256,
        intermediate_size=704,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        initializer_range=0.1,
        tie_word_embeddings=False,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    language = transformers.AutoModelForCausalLM.from_config(config).eval()
    config.save_pretrained(folder)
    vocabulary = ["<pad>", "<s>", "</s>"] + sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(vocabulary)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(vocabulary[:3])
    tokenizer.save(str(folder / "tokenizer.json"))
    special = dict(zip(["pad_token", "bos_token", "eos_token"], vocabulary))
    (folder / "tokenizer_config.json").write_text(json.dumps(special | {"add_bos_token": True}))
    with tempfile.TemporaryDirectory(dir=folder) as scattered:
        export(language, pathlib.Path(scattered) / "model.onnx", cache=True)
        onnx.save_model(onnx.load(pathlib.Path(scattered) / "model.onnx"), folder / "onnx" / "model.onnx")
    for parameter in language.parameters():
        parameter.requires_grad_(False)
    ids = torch.randint(3, 259, (2, 12))
    embeds = language.model.embed_tokens(ids).detach().requires_grad_(True)
    labels = ids.clone()
    labels[:, :4] = -100
    mask = torch.ones_like(ids)
    result = language(inputs_embeds=embeds, attention_mask=mask, labels=labels, use_cache=False)
    result.loss.backward()
    golden = {
        "input_ids": ids,
        "attention_mask": mask,
        "position_ids": torch.arange(ids.shape[1]).expand(ids.shape).contiguous(),
        "labels": labels,
        "inputs_embeds": embeds,
        "logits": result.logits,
        "loss": result.loss.reshape(1),
        "grad_inputs_embeds": embeds.grad,
    }
    save_file({name: tensor.detach().numpy() for name, tensor in golden.items()}, folder / "golden.safetensors")


def half(source, target, **options):
    onnx.save(float16.convert_float_to_float16(onnx.load(source), **options), target)


def out_of_order(source, target):
    """As converters leave them that append their casts."""
    half(source, target, keep_io_types=True)
    model = onnx.load(target)
    nodes = sorted(model.graph.node, key=lambda node: node.op_type == "Cast")
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, target)


def to_brain(tensor, values):
    """Rounds to the nearest bfloat16, to an even one where two are as near."""
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    content = rounded.tobytes()
    tensor.CopyFrom(onnx.helper.make_tensor(tensor.name, TensorProto.BFLOAT16, tensor.dims, content, raw=True))


def brain(source, target):
    """Weights in bfloat16, cast where they are read: ONNX Runtime has no products of such on a CPU."""
    model = onnx.load(source)
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and int(np.prod(tensor.dims)) > 1:
            name = tensor.name
            to_brain(tensor, numpy_helper.to_array(tensor))
            tensor.name = name + "_bf16"
            casts.append(onnx.helper.make_node("Cast", [name + "_bf16"], [name], to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, target)


def brain_whole(source, target):
    """All in bfloat16, as for accelerators; ONNX Runtime does not compute it on a CPU."""
    half(source, target)
    model = onnx.load(target)
    wide = {tensor.name: tensor for tensor in onnx.load(source).graph.initializer}

    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT16:
            original = wide.get(tensor.name, tensor)
            to_brain(tensor, numpy_helper.to_array(original).astype(np.float32))
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "to" and attribute.i == TensorProto.FLOAT16:
                attribute.i = TensorProto.BFLOAT16
            if attribute.HasField("t") and attribute.t.data_type == TensorProto.FLOAT16:
                to_brain(attribute.t, numpy_helper.to_array(attribute.t).astype(np.float32))
    for value in [*model.graph.input, *model.graph.output]:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT16:
            value.type.tensor_type.elem_type = TensorProto.BFLOAT16
    del model.graph.value_info[:]
    onnx.save(model, target)


def dynamic(source, target, **options):
    quantization.quantize_dynamic(source, target, **options)


class Calibration(quantization.CalibrationDataReader):
    """Some random texts."""

    def __init__(self, source):
        random = np.random.default_rng(0)
        session = onnxruntime.InferenceSession(source)
        vocabulary = numpy_helper.to_array(table(onnx.load(source))).shape[0]
        self.feeds = iter([feeds(session, random.integers(3, vocabulary, (1, 16))) for _ in range(8)])

    def get_next(self):
        return next(self.feeds, None)


def table(model):
    """The embedding: what is looked up by the ids, and the largest such."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    lookups = [node.input[0] for node in model.graph.node if node.op_type == "Gather"]
    return max((tensors[name] for name in lookups if name in tensors), key=lambda tensor: np.prod(tensor.dims))


def around_masks(model):
    """Nodes that read what follows from masks and positions alone: beside -3e38 one scale leaves nothing else."""
    constants = {tensor.name for tensor in model.graph.initializer} | {""}
    apart = {value.name for value in model.graph.input} - {"input_ids"}
    apart = {name for name in apart if not name.startswith("past_key_values")}
    for node in model.graph.node:
        read = set(node.input) - constants
        if node.op_type in ("Shape", "Constant") or read <= apart:
            apart.update(node.output)
    return [node.name for node in model.graph.node if apart & set(node.input)]


def static(source, target, form, activations=quantization.QuantType.QUInt8, **options):
    with tempfile.TemporaryDirectory() as scratch:
        prepared = pathlib.Path(scratch) / "prepared.onnx"
        shape_inference.quant_pre_process(source, prepared, skip_symbolic_shape=True)
        quantization.quantize_static(
            prepared,
            target,
            Calibration(source),
            quant_format=form,
            activation_type=activations,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_exclude=around_masks(onnx.load(prepared)),
            **options,
        )


def blocks(source, target, **options):
    quantizer = matmul_nbits_quantizer.MatMulNBitsQuantizer(onnx.load(source), **options)
    quantizer.process()
    quantizer.model.save_model_to_file(target)


def blocks_by(algorithm, source, target):
    quantizer = matmul_nbits_quantizer.MatMulNBitsQuantizer(onnx.load(source), algo_config=algorithm)
    quantizer.process()
    quantizer.model.save_model_to_file(target)


def blocks_half(source, target, first, **options):
    with tempfile.TemporaryDirectory() as scratch:
        step = pathlib.Path(scratch) / "step.onnx"
        if first == "half":
            half(source, step)
            blocks(step, target, **options)
        else:
            blocks(source, step, **options)
            half(step, target, keep_io_types=first == "wide inputs", disable_shape_infer=True)


def bnb4(source, target, kind, block=64):
    quantizer = matmul_bnb4_quantizer.MatMulBnb4Quantizer(onnx.load(source), kind, block)
    quantizer.process()
    quantizer.model.save_model_to_file(target)


def external(source, target):
    onnx.save_model(
        onnx.load(source),
        target,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=target.name + "_data",
        size_threshold=0,
    )


def formats():
    """How each format is made, by its name."""
    qdq, operators = quantization.QuantFormat.QDQ, quantization.QuantFormat.QOperator
    signed, unsigned = quantization.QuantType.QInt8, quantization.QuantType.QUInt8
    nbits = matmul_nbits_quantizer
    both = ["MatMul", "Gather"]
    all_formats = {
        "fp32": shutil.copyfile,
        "fp32, external data": external,
        "fp16": half,
        "fp16, float32 inputs": lambda s, t: half(s, t, keep_io_types=True),
        "fp16, casts out of order": out_of_order,
        "bf16 weights": brain,
        "bf16": brain_whole,
        "int8, dynamic": lambda s, t: dynamic(s, t, weight_type=signed),
        "int8, dynamic, by channel": lambda s, t: dynamic(s, t, weight_type=signed, per_channel=True),
        "int8, dynamic, 7 bits": lambda s, t: dynamic(s, t, weight_type=signed, per_channel=True, reduce_range=True),
        "uint8, dynamic": lambda s, t: dynamic(s, t, weight_type=unsigned),
        "uint8, dynamic, by channel": lambda s, t: dynamic(s, t, weight_type=unsigned, per_channel=True),
        "QDQ, static": lambda s, t: static(s, t, qdq, op_types_to_quantize=both),
        "QDQ, static, by channel": lambda s, t: static(s, t, qdq, op_types_to_quantize=both, per_channel=True),
        "QDQ, static, signed": lambda s, t: static(s, t, qdq, activations=signed, op_types_to_quantize=both),
        "QDQ, static, all operators": lambda s, t: static(s, t, qdq),
        "operators, static": lambda s, t: static(s, t, operators, op_types_to_quantize=both),
        "operators, static, by channel": lambda s, t: static(
            s, t, operators, op_types_to_quantize=both, per_channel=True, reduce_range=True
        ),
        "operators, static, signed": lambda s, t: static(
            s, t, operators, activations=signed, op_types_to_quantize=both
        ),
        "operators, static, all operators": lambda s, t: static(s, t, operators),
    }
    for bits in (4, 8):
        for block in (16, 32, 128):
            for symmetric in (True, False):
                name = f"q{bits}, blocks of {block}" + (", symmetric" if symmetric else "")
                all_formats[name] = lambda s, t, b=bits, k=block, y=symmetric: blocks(
                    s, t, bits=b, block_size=k, is_symmetric=y
                )
    all_formats |= {
        "q4, accuracy 4": lambda s, t: blocks(s, t, block_size=32, accuracy_level=4),
        "q8, accuracy 4": lambda s, t: blocks(s, t, bits=8, block_size=32, accuracy_level=4),
        "q4, QDQ": lambda s, t: blocks(s, t, block_size=32, quant_format=qdq),
        "q4, QDQ, symmetric": lambda s, t: blocks(s, t, block_size=32, is_symmetric=True, quant_format=qdq),
        "q4 with embedding": lambda s, t: blocks(s, t, block_size=32, op_types_to_quantize=both),
        "q8 with embedding": lambda s, t: blocks(s, t, bits=8, block_size=32, op_types_to_quantize=both),
        "q4 by HQQ": lambda s, t: blocks_by(nbits.HQQWeightOnlyQuantConfig(block_size=32), s, t),
        "q4 by k-quant": lambda s, t: blocks_by(nbits.KQuantWeightOnlyQuantConfig(), s, t),
        "q4f16": lambda s, t: blocks_half(s, t, "half", block_size=32),
        "q4f16, q4 first": lambda s, t: blocks_half(s, t, "blocks", block_size=32, accuracy_level=4),
        "q4f16 with embedding": lambda s, t: blocks_half(s, t, "half", block_size=32, op_types_to_quantize=both),
        "bnb4, FP4": lambda s, t: bnb4(s, t, matmul_bnb4_quantizer.MatMulBnb4Quantizer.FP4),
        "bnb4, NF4": lambda s, t: bnb4(s, t, matmul_bnb4_quantizer.MatMulBnb4Quantizer.NF4),
        "bnb4, NF4, blocks of 16": lambda s, t: bnb4(s, t, matmul_bnb4_quantizer.MatMulBnb4Quantizer.NF4, 16),
    }
    return all_formats


def feeds(session, ids, cache=None):
    """What a model reads of ids, behind what is in a cache of keys and values."""
    types = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
    found = {}
    past = 0 if cache is None else next(iter(cache.values())).shape[2]
    for value in session.get_inputs():
        if value.name == "input_ids":
            found[value.name] = ids
        elif value.name == "attention_mask":
            found[value.name] = np.ones((ids.shape[0], past + ids.shape[1]), np.int64)
        elif value.name == "position_ids":
            found[value.name] = np.tile(np.arange(past, past + ids.shape[1], dtype=np.int64), (ids.shape[0], 1))
        elif cache is not None:
            found[value.name] = cache[value.name]
        else:
            shape = [size if isinstance(size, int) else 0 for size in value.shape]
            shape[0] = ids.shape[0]
            found[value.name] = np.zeros(shape, types[value.type])
    return found


def continued(session, ids):
    """Greedy tokens of onnxruntime, read as Graft does (the prompt, then by token where there is a cache), and by how
    much the logit of each is above the second, relative to the largest."""
    names = [value.name for value in session.get_outputs()]
    row, above, cache, unread = list(ids), [], None, list(ids)
    for _ in range(GREEDY):
        results = dict(zip(names, session.run(None, feeds(session, np.array([unread], np.int64), cache))))
        logits = results["logits"][0, -1].astype(np.float32)
        second, first = np.sort(logits)[-2:]
        above.append(float((first - second) / np.abs(logits).max()))
        row.append(int(logits.argmax()))
        present = {name.replace("present", "past_key_values"): v for name, v in results.items() if "present" in name}
        cache, unread = (present, row[-1:]) if present else (None, row)
    return np.array(row, np.int64), above


@dataclasses.dataclass
class Done:
    code: int
    output: str
    errors: str
    peak: float

    def reason(self):
        lines = [line for line in self.errors.splitlines() if line.startswith("graft:")] or self.errors.splitlines()
        return lines[-1].removeprefix("graft: ") if lines else f"exit code {self.code}"


def graft(*arguments):
    """A run of the command, and the most memory in MB that it held."""
    between = subprocess.run([sys.executable, turns.__file__, str(GRAFT), *map(str, arguments)], capture_output=True, text=True)
    run = json.loads(between.stdout)
    return Done(os.waitstatus_to_exitcode(run["status"]), run["output"], between.stderr, run["peak"])


def verified(folder, golden, problems):
    """Errors of gradient and logits, and whether the greedy tokens are those of onnxruntime."""
    found = {}
    differences = graft("verify", folder, "--json")
    if differences.code != 0:
        problems.append(f"verify: {differences.reason()}")
    if differences.output.startswith("{"):
        found["slope"] = json.loads(differences.output)["gradient_rel_error"]
    try:
        session = onnxruntime.InferenceSession(folder / "onnx" / "model.onnx")
        greedy, above = continued(session, golden["input_ids"][0])
        names = [value.name for value in session.get_outputs()]
        read = feeds(session, golden["input_ids"])
        read |= {name: golden[name] for name in ("attention_mask", "position_ids") if name in read}
        logits = session.run(None, read)[names.index("logits")].astype(np.float32)
        masked = np.where(golden["attention_mask"][..., None] == 1, logits - golden["logits"], 0)
        found["own"] = float(np.abs(masked).max() / np.abs(golden["logits"]).max())
    except Exception as e:  # whatever this build of onnxruntime cannot compute
        greedy = None
        found["onnxruntime"] = str(e).splitlines()[0]
    with tempfile.TemporaryDirectory() as scratch:
        reference = pathlib.Path(scratch) / "reference.safetensors"
        save_file({name: v for name, v in (golden | {"greedy": greedy}).items() if v is not None}, reference)
        compared = graft("verify", folder, "--reference", reference, "--tolerance", 1e9, "--json")
    if compared.output.startswith("{"):
        result = json.loads(compared.output)
        scale = float(np.abs(golden["logits"]).max())
        found |= {"logits": result["logits_max_abs_error"] / scale, "gradient": result["gradient_rel_error"]}
        if "greedy_equal" not in result:
            found["greedy"] = "not run there"
        elif result["greedy_equal"]:
            found["greedy"] = "same"
        else:
            equal = result["greedy_tokens"]
            found["greedy"] = f"{equal} of {GREEDY}, then two within {above[equal]:.1e}"
    else:
        problems.append(f"verify: {compared.reason()}")
    return found


def trained(folder, output, precision, options, problems):
    shutil.rmtree(output, ignore_errors=True)
    done = graft(
        *("train", "--quiet", "--vision", "builtin:shapes-vision", "--language", folder, "--output", output),
        *("--data", "builtin:shapes/train/questions.jsonl", "--set", "data.limit=8", "--batch", 2, "--seed", 0),
        *("--set", "validation_answers=0", "--set", "final_evaluation=0"),
        *("--steps", options.steps, "--precision", precision),
    )
    if done.code != 0:
        problems.append(f"train, {precision}: {done.reason()}")
        return "no"
    lines = [json.loads(line) for line in (output / "metrics.jsonl").read_text().splitlines()]
    losses = [line["loss"] for line in lines if "loss" in line]
    return f"{losses[0]:.2f} to {losses[-1]:.2f}, {done.peak:.0f} MB"


def answered(model, picture, problems, *options):
    done = graft("ask", model, picture, "What is in the picture?", "--max-tokens", 12, *options)
    if done.code != 0:
        problems.append(f"ask: {done.reason()}")
        return "no"
    return f"yes, {done.peak:.0f} MB"


def row(name, make, source, golden, picture, options):
    """What the table says of a format, and what went wrong."""
    folder = options.work / re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "onnx").mkdir(parents=True)
    for file in source.glob("*.json"):
        shutil.copyfile(file, folder / file.name)
    problems = []
    try:
        make(source / "onnx" / "model.onnx", folder / "onnx" / "model.onnx")
    except Exception as e:  # a tool that cannot make the format of this model
        return [name, "not made"] + [""] * 9, [f"{name}: {type(e).__name__}: {e}"]
    size = sum(file.stat().st_size for file in (folder / "onnx").iterdir())
    inspected = graft("inspect", folder, "--json")
    if inspected.code != 0:
        problems.append(f"inspect: {inspected.reason()}")
    found = verified(folder, golden, problems)
    numbers = [f"{float(found[key]):.1e}" if key in found else "" for key in ("slope", "own", "logits", "gradient")]
    greedy = found.get("greedy", "")
    if options.verify_only:
        cells = [name, f"{size / 1e6:.1f}", "yes" if inspected.code == 0 else "no", *numbers, greedy, "", "", ""]
        return cells, [f"{name}: {problem}" for problem in problems]
    in_float = trained(folder, folder / "trained", "float32", options, problems)
    in_integers = trained(folder, folder / "trained-int8", "int8", options, problems)
    answer = answered(folder / "trained", picture, problems) if in_float != "no" else "no"
    if found.get("onnxruntime"):
        problems.append(f"plain onnxruntime: {found['onnxruntime']}")
    cells = [name, f"{size / 1e6:.1f}", "yes" if inspected.code == 0 else "no", *numbers, greedy]
    return cells + [in_float, in_integers, answer], [f"{name}: {problem}" for problem in problems]


def write_picture(file):
    """A red square on white, as PNG."""
    pixels = np.full((64, 64, 3), 255, np.uint8)
    pixels[16:48, 16:48] = (220, 30, 30)
    data = zlib.compress(b"".join(b"\0" + line.tobytes() for line in pixels))

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


HEAD = [
    "format",
    "file MB",
    "reads",
    "gradient to differences",
    "logits to float32, onnxruntime",
    "logits to float32",
    "gradient to float32",
    "greedy tokens",
    "trains, float32",
    "trains, int8",
    "answers",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "graft-formats")
    parser.add_argument("--only", help="parts of the names of formats, with semicolons between")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--verify-only", action="store_true", help="neither train nor ask")
    parser.add_argument("--table", type=pathlib.Path, help="a Markdown file to write")
    options = parser.parse_args()
    source = options.folder or options.work / "made"
    if not source.exists():
        made(source)
    golden = load_file(source / "golden.safetensors")
    picture = options.work / "picture.png"
    options.work.mkdir(parents=True, exist_ok=True)
    write_picture(picture)
    wanted = options.only.split(";") if options.only else [""]
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    problems = []
    print(*lines, sep="\n", flush=True)
    for name, make in formats().items():
        if any(part in name for part in wanted):
            cells, wrong = row(name, make, source, golden, picture, options)
            lines.append("| " + " | ".join(cells) + " |")
            problems += wrong
            print(lines[-1], *wrong, sep="\n", flush=True)
    if options.table:
        options.table.write_text("\n".join(lines + ["", *(f"- {problem}" for problem in problems)]) + "\n")


if __name__ == "__main__":
    main()
