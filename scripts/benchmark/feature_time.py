"""Measures the features of a frozen vision encoder in Graft and in PyTorch, in turns: time of a batch and peak memory.

    python scripts/benchmark/export_vit.py vit-l14-336
    python scripts/benchmark/feature_time.py vit-l14-336

Both encode the same number of random images with the same number of threads, each in a process of its own. Needs torch,
transformers and a built Graft.
"""

import argparse
import json
import os
import pathlib
import sys
import time

from turns import GRAFT, in_turns, precisions, print_medians

PEERS = ["float32", "bfloat16"]


def peer(options):
    """The features in PyTorch, in this process."""
    import torch
    import transformers

    torch.set_num_threads(options.threads)
    device = options.device.split(",")[0]
    dtype = getattr(torch, options.peer)
    encoder = transformers.CLIPVisionModel.from_pretrained(
        options.folder / "pytorch", attn_implementation="sdpa", dtype=dtype
    )
    encoder.to(device).eval()
    side = encoder.config.image_size
    images = torch.randn(options.batch, 3, side, side).to(device, dtype)
    times = []
    with torch.inference_mode():
        for run in range(2 + options.steps):
            start = time.perf_counter()
            encoder(pixel_values=images).last_hidden_state
            if device != "cpu":
                torch.cuda.synchronize()
            if run >= 2:
                times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"features_ms": times}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
    parser.add_argument("--only", help="parts of the names of what is measured, with commas between")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(options)
    flags = [text for size in ["batch", "steps", "threads", "device"] for text in ("--" + size, getattr(options, size))]
    commands = {f"PyTorch {name}": [sys.executable, __file__, options.folder, *flags, "--peer", name] for name in PEERS}
    for name in precisions(options.device):
        commands[f"Graft {name}"] = [GRAFT, "benchmark", options.folder, *flags, "--json", "--precision", name]
    print_medians(in_turns(commands, options.only, options.rounds, options.device), "features_ms")


if __name__ == "__main__":
    main()
