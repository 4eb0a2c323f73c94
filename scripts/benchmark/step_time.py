"""Times a training step through a frozen language model in Graft and in PyTorch, in turns.

    python scripts/benchmark/export_llama.py llama-110m
    python scripts/benchmark/step_time.py llama-110m

Both compute loss and gradient of a linear adapter in front of the same frozen weights and take one step of AdamW, in
single precision and with the same number of threads. PyTorch runs twice: as transformers computes the loss, with logits for
every position, and with logits for the targets alone. Graft leaves out what no target reads, in the last layer too. That
both compute the same numbers is the business of "graft verify"; here only the sizes are the same. Give sizes of multiples
of 8 tokens and 32 targets in all, since Graft pads to those.
Needs torch, transformers and a built Graft.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import time

import torch
import transformers

GRAFT = pathlib.Path(__file__).resolve().parents[1] / "graft"


class Peer:
    """The step in PyTorch."""

    def __init__(self, folder, batch, tokens, visual, targets):
        self.model = transformers.LlamaForCausalLM.from_pretrained(folder / "pytorch", attn_implementation="sdpa")
        self.model.eval().requires_grad_(False)
        width = self.model.config.hidden_size
        torch.manual_seed(0)
        self.adapter = torch.nn.Linear(width, width)
        self.optimizer = torch.optim.AdamW(self.adapter.parameters(), lr=1e-4, weight_decay=0.0)
        self.features = torch.randn(batch, visual, width)
        self.ids = torch.randint(0, self.model.config.vocab_size, (batch, tokens - visual))
        self.targets = torch.randint(0, self.model.config.vocab_size, (batch, targets))

    def loss(self, only_targets):
        embeds = torch.cat([self.adapter(self.features), self.model.model.embed_tokens(self.ids)], dim=1)
        count = self.targets.shape[1]
        keep = count if only_targets else 0
        logits = self.model(inputs_embeds=embeds, use_cache=False, logits_to_keep=keep).logits[:, -count:]
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), self.targets.flatten())

    def step(self, only_targets):
        self.optimizer.zero_grad()
        self.loss(only_targets).backward()
        torch.nn.utils.clip_grad_norm_(self.adapter.parameters(), 1.0)
        self.optimizer.step()

    def times(self, steps, only_targets):
        for _ in range(2):
            self.step(only_targets)
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self.step(only_targets)
            times.append(1000 * (time.perf_counter() - start))
        return times


def graft(folder, options):
    flags = ["--batch", options.batch, "--tokens", options.tokens, "--visual-tokens", options.visual_tokens]
    flags += ["--targets", options.targets, "--steps", options.steps, "--json"]
    flags += ["--threads", torch.get_num_threads()]
    output = subprocess.run([GRAFT, "benchmark", folder, *map(str, flags)], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output)["step_ms"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--visual-tokens", type=int, default=32)
    parser.add_argument("--targets", type=int, default=16)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peer = Peer(options.folder, options.batch, options.tokens, options.visual_tokens, options.targets)
    ratios = {True: [], False: []}
    for _ in range(options.rounds):
        ours = statistics.median(graft(options.folder, options))
        for only_targets in (False, True):
            theirs = statistics.median(peer.times(options.steps, only_targets))
            ratios[only_targets].append(theirs / ours)
            what = "logits of targets" if only_targets else "all logits"
            print(f"graft {ours:.0f} ms, PyTorch ({what}) {theirs:.0f} ms, ratio {theirs / ours:.2f}", flush=True)
    print(f"median ratio: {statistics.median(ratios[False]):.2f} (all logits), "
          f"{statistics.median(ratios[True]):.2f} (logits of targets)")


if __name__ == "__main__":
    main()
