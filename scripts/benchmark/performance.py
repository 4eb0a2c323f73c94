"""Measures Graft and what could be taken instead of it, on the same weights in the same run, and writes a page of tables.

    python scripts/benchmark/performance.py FOLDER [--output performance.md] [--llama-cpp DIR] [--quick]

FOLDER keeps the models with random weights that the run makes: LLaMA of 110 million parameters, the shapes of Qwen2.5-0.5B,
TinyLlama-1.1B and CLIP ViT-L/14-336. It takes hours on two cores; --quick takes the smallest language model and vision encoder,
fewer sizes and one round, --rounds as many as asked. What is measured, each by a program of this folder that can be run alone: a
training step (step_time.py), features (feature_time.py), generation (generation_time.py); and the limits of the machine's own
products by ONNX Runtime, and the start of the program. Leave the machine alone meanwhile: the page says what its load was.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
GRAFT = HERE.parent / "graft"
STEPS = [(1, 64), (4, 64), (16, 64), (1, 640), (1, 1024)]


def run(*command):
    """What a program prints; it may fail, as where there is too little memory, and the page then says so."""
    text = list(map(str, command))
    print("$", " ".join(text), flush=True)
    done = subprocess.run(text, capture_output=True, text=True)
    shown = done.stdout.strip() if done.returncode == 0 else "failed: " + done.stderr.strip()[-500:]
    print(shown, flush=True)
    return shown


def processor():
    """The name of the processor, and what of its instructions matters here."""
    name, flags = platform.processor() or platform.machine(), set()
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                name = value.strip()
            if key.strip() == "flags":
                flags = set(value.split())
    known = ["avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16"]
    return name, [flag for flag in known if flag in flags]


def limits(threads):
    """Thousand million operations a second of large products, by ONNX Runtime's own kernels: of integers the faster of both kinds."""
    import numpy
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rows, width = 512, 2048
    random = numpy.random.default_rng(0)
    numbers = random.standard_normal((rows, width), dtype=numpy.float32)
    integers = random.integers(0, 256, (rows, width)).astype(numpy.uint8)
    matrix = random.standard_normal((width, width), dtype=numpy.float32)
    products = [
        ("float32", "MatMul", TensorProto.FLOAT, numbers, matrix, TensorProto.FLOAT),
        ("int8", "MatMulInteger", TensorProto.UINT8, integers, integers[:1].repeat(width, 0), TensorProto.INT32),
        ("int8", "MatMulInteger", TensorProto.UINT8, integers, matrix.astype(numpy.int8), TensorProto.INT32),
    ]
    found = {}
    for name, operator, type_, left, right, result in products:
        graph = helper.make_graph(
            [helper.make_node(operator, ["x", "w"], ["y"])],
            "product",
            [helper.make_tensor_value_info("x", type_, [rows, width])],
            [helper.make_tensor_value_info("y", result, [rows, width])],
            [numpy_helper.from_array(right, "w")],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        fastest = float("inf")
        for _ in range(20):
            start = time.perf_counter()
            session.run(None, {"x": left})
            fastest = min(fastest, time.perf_counter() - start)
        found[name] = max(found.get(name, 0), 2 * rows * width * width / fastest / 1e9)
    return found


def operations(model, batch, tokens, targets=16):
    """Those of a step's products with frozen matrices, forward and backward: all layers at all positions, the head at targets."""
    config = json.loads((model / "config.json").read_text())
    width, inner = config["hidden_size"], config["intermediate_size"]
    head = config.get("head_dim") or width // config["num_attention_heads"]
    attention = width * head * 2 * (config["num_attention_heads"] + config["num_key_value_heads"])
    layers = config["num_hidden_layers"] * (attention + 3 * width * inner)
    return 2 * 2 * batch * (layers * tokens + width * config["vocab_size"] * targets)


def shares(text, count, products):
    """What of the machine's limits the times of Graft are, line by line."""
    rows = []
    for name, kind in (("float32", "float32"), ("int8", "int8")):
        match = re.search(rf"^Graft {name}: (\d+) ms", text, re.MULTILINE)
        if match:
            share = count / 1e9 / (int(match[1]) / 1e3) / products[kind]
            rows.append(f"Graft {name}: {share:.0%} of the time are products at this machine's limit")
    return "\n".join(rows)


def started(command):
    """The fastest of some starts, in seconds."""
    fastest = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        fastest = min(fastest, time.perf_counter() - start)
    return fastest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default="performance.md")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--llama-cpp", type=pathlib.Path, help="a folder where node-llama-cpp is installed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rounds = ["--rounds", "1" if options.quick else options.rounds, "--threads", options.threads]
    languages = ["110m"] if options.quick else ["110m", "0.5b", "1.1b"]
    vision = "b16-224" if options.quick else "l14-336"
    name, known = processor()
    emulated = not {"avx512_bf16", "amx_bf16"} & set(known)
    load = os.getloadavg()[0]
    products = limits(options.threads)
    version = subprocess.run([GRAFT, "--version"], capture_output=True, text=True).stdout.split()[-1]
    emulation = " The processor has no products in bfloat16, so PyTorch's are emulated: measured once, and left out elsewhere."
    page = [
        "# Performance",
        "",
        "Written by `python scripts/benchmark/performance.py`: all on the same weights, with the same number of threads, in turns, each"
        " in a process of its own. Peaks are of resident memory, files that are mapped included. Times are the median of rounds.",
        "",
        f"{time.strftime('%Y-%m-%d')}, {name}, {options.threads} threads, of its instructions {', '.join(known) or 'none that matter'};"
        f" load before it began {load:.1f}; Graft {version}.",
        "",
        "ONNX Runtime's own products of 512 x 2048 x 2048 reach "
        + " and ".join(f"{speed:.0f} thousand million operations a second in {kind}" for kind, speed in products.items())
        + "."
        + (emulation if emulated else ""),
        "",
    ]

    def section(title, text):
        page.extend([f"## {title}", "", "```", text, "```", ""])
        options.output.write_text("\n".join(page))

    for size in languages:
        model = options.folder / f"llama-{size}"
        if not (model / "config.json").exists():
            run(sys.executable, HERE / "export_llama.py", model, "--size", size)
        for batch, tokens in STEPS[1:2] if options.quick or size != "110m" else STEPS:
            flags = ["--batch", batch, "--tokens", tokens, *rounds]
            first = (size, batch, tokens) == ("110m", 4, 64)
            flags += ["--compile"] if first and not options.quick else []
            flags += ["--only", "float32,Graft"] if emulated and not first else []
            times = run(sys.executable, HERE / "step_time.py", model, *flags)
            share = shares(times, operations(model, batch, tokens), products)
            section(f"A training step, {size}, {batch} x {tokens} tokens", f"{times}\n{share}")
    encoder = options.folder / f"vit-{vision}"
    if not (encoder / "config.json").exists():
        run(sys.executable, HERE / "export_vit.py", encoder, "--size", vision)
    section(f"Features of 4 images, {vision}", run(sys.executable, HERE / "feature_time.py", encoder, *rounds))
    for size in languages[:2]:
        model = options.folder / f"llama-{size}-cache"
        if not (model / "config.json").exists():
            run(sys.executable, HERE / "export_llama.py", model, "--size", size, "--cache")
        peers = ["--llama-cpp", options.llama_cpp] if options.llama_cpp else []
        section(f"Generation, {size}", run(sys.executable, HERE / "generation_time.py", model, *rounds, *peers))
    transformers = [sys.executable, "-c", "import torch, transformers; transformers.LlamaForCausalLM"]
    section(
        "Start",
        f"Graft --version: {started([GRAFT, '--version']):.1f} s\n"
        f"PyTorch and transformers imported: {started(transformers):.1f} s",
    )
    print(f"written to {options.output}")


if __name__ == "__main__":
    main()
