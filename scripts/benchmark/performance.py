"""Measures Graft and what could be taken instead of it, on the same weights in the same run, and writes a page of tables.

    python scripts/benchmark/performance.py FOLDER [--output docs/performance.md] [--llama-cpp DIR] [--quick]

FOLDER keeps the models with random weights that the run makes: LLaMA of 110 million parameters, the shapes of Qwen2.5-0.5B,
TinyLlama-1.1B and CLIP ViT-L/14-336. It takes hours on two cores; --quick takes the smallest language model and vision encoder,
fewer sizes and one round. What is measured, each by a program of this folder that can be run alone: a training step
(step_time.py), features (feature_time.py), generation (generation_time.py); and the limits of the machine's own products by
ONNX Runtime, and the start of the program. Leave the machine alone meanwhile: the page says what its load was.
"""

import argparse
import os
import pathlib
import platform
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
    """Thousand million operations a second of large products, by ONNX Runtime's own kernels."""
    import numpy
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rows, width = 512, 2048
    random = numpy.random.default_rng(0)
    left = {
        "float32": (TensorProto.FLOAT, random.standard_normal((rows, width), dtype=numpy.float32)),
        "int8": (TensorProto.UINT8, random.integers(0, 256, (rows, width)).astype(numpy.uint8)),
    }
    right = {
        "float32": random.standard_normal((width, width), dtype=numpy.float32),
        "int8": random.integers(0, 256, (width, width)).astype(numpy.uint8),
    }
    operators = {"float32": ("MatMul", TensorProto.FLOAT), "int8": ("MatMulInteger", TensorProto.INT32)}
    found = {}
    for name, (operator, result) in operators.items():
        graph = helper.make_graph(
            [helper.make_node(operator, ["x", "w"], ["y"])],
            "product",
            [helper.make_tensor_value_info("x", left[name][0], [rows, width])],
            [helper.make_tensor_value_info("y", result, [rows, width])],
            [numpy_helper.from_array(right[name], "w")],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        fastest = float("inf")
        for _ in range(20):
            start = time.perf_counter()
            session.run(None, {"x": left[name][1]})
            fastest = min(fastest, time.perf_counter() - start)
        found[name] = 2 * rows * width * width / fastest / 1e9
    return found


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
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parents[1] / "docs" / "performance.md")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--llama-cpp", type=pathlib.Path, help="a folder where node-llama-cpp is installed")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rounds = ["--rounds", "1" if options.quick else "3", "--threads", options.threads]
    languages = ["110m"] if options.quick else ["110m", "0.5b", "1.1b"]
    vision = "b16-224" if options.quick else "l14-336"
    name, flags = processor()
    load = os.getloadavg()[0]
    products = limits(options.threads)
    page = [
        "# Performance",
        "",
        "Written by `python scripts/benchmark/performance.py`: all on the same weights, with the same number of threads, in turns, each"
        " in a process of its own. Peaks are of resident memory, files that are mapped included. Times are the median of rounds.",
        "",
        f"{time.strftime('%Y-%m-%d')}, {name}, {options.threads} threads, of its instructions {', '.join(flags) or 'none that matter'};"
        f" load before it began {load:.1f}; Graft {subprocess.run([GRAFT, '--version'], capture_output=True, text=True).stdout.split()[-1]}.",
        "",
        "ONNX Runtime's own products of 512 x 2048 x 2048 reach "
        + " and ".join(f"{speed:.0f} thousand million operations a second in {kind}" for kind, speed in products.items())
        + ".",
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
            flags += ["--compile"] if (size, batch, tokens) == ("110m", 4, 64) and not options.quick else []
            section(f"A training step, {size}, {batch} x {tokens} tokens", run(sys.executable, HERE / "step_time.py", model, *flags))
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
