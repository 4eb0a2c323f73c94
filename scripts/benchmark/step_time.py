"""Measures a training step through a frozen language model in Graft and in PyTorch, in turns: time and peak memory.

    python scripts/benchmark/export_llama.py llama-110m
    python scripts/benchmark/step_time.py llama-110m

Both compute loss and gradient of a linear adapter in front of the same frozen weights and take one step of AdamW, with the
same number of threads, each in a process of its own. PyTorch runs in single precision and in bfloat16, each as transformers
computes the loss, with logits for every position, and with logits for the targets alone; Graft in each of its precisions.
That both compute the same numbers is the business of "graft verify"; here only the sizes are the same. Give sizes of
multiples of 8 tokens and 32 targets in all, since Graft pads to those.
Needs torch, transformers and a built Graft.
"""

import argparse
import json
import os
import pathlib
import sys
import time

from turns import GRAFT, in_turns, precisions, print_medians

PEERS = ["float32 all", "float32 targets", "bfloat16 all", "bfloat16 targets"]
COMPILED = ["float32 all compiled", "bfloat16 all compiled"]


def peer(options):
    """The steps in PyTorch, in this process."""
    import torch
    import transformers

    torch.set_num_threads(options.threads)
    dtype, logits, *compiled = options.peer.split()
    device = options.device.split(",")[0]
    torch.manual_seed(0)
    torch.set_default_device(device)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        options.folder / "pytorch", attn_implementation="sdpa", dtype=getattr(torch, dtype)
    )
    model.to(device).eval().requires_grad_(False)
    width = model.config.hidden_size
    if compiled:
        model = torch.compile(model)
    adapter = torch.nn.Linear(width, width)
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=1e-4, weight_decay=0.0)
    features = torch.randn(options.batch, options.visual_tokens, width)
    ids = torch.randint(0, model.config.vocab_size, (options.batch, options.tokens - options.visual_tokens))
    targets = torch.randint(0, model.config.vocab_size, (options.batch, options.targets))

    def step():
        optimizer.zero_grad()
        embeds = torch.cat([adapter(features).to(model.dtype), model.model.embed_tokens(ids)], dim=1)
        keep = options.targets if logits == "targets" else 0
        scores = model(inputs_embeds=embeds, use_cache=False, logits_to_keep=keep).logits[:, -options.targets :]
        torch.nn.functional.cross_entropy(scores.flatten(0, 1).float(), targets.flatten()).backward()
        torch.nn.utils.clip_grad_norm_(adapter.parameters(), 1.0)
        optimizer.step()

    for _ in range(2):
        step()
    times = []
    for _ in range(options.steps):
        start = time.perf_counter()
        step()
        if device != "cpu":
            torch.cuda.synchronize()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"step_ms": times}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--visual-tokens", type=int, default=32)
    parser.add_argument("--targets", type=int, default=16)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
    parser.add_argument("--only", help="parts of the names of what is measured, with commas between")
    parser.add_argument("--compile", action="store_true", help="PyTorch compiled by torch.compile, too")
    parser.add_argument("--peer", choices=PEERS + COMPILED, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(options)
    sizes = ["batch", "tokens", "visual_tokens", "targets", "steps", "threads", "device"]
    flags = [text for size in sizes for text in ("--" + size.replace("_", "-"), getattr(options, size))]
    peers = PEERS + COMPILED if options.compile else PEERS
    commands = {f"PyTorch {name}": [sys.executable, __file__, options.folder, *flags, "--peer", name] for name in peers}
    for name in precisions(options.device):
        commands[f"Graft {name}"] = [GRAFT, "benchmark", options.folder, *flags, "--json", "--precision", name]
    print_medians(in_turns(commands, options.only, options.rounds, options.device), "step_ms")


if __name__ == "__main__":
    main()
