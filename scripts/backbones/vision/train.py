"""Trains the embedded vision encoder on scenes by number; no text is read.

    graft data shapes --out DIR --images 24000 --seed 100
    python scripts/backbones/vision/train.py --data DIR --out RUN
    python scripts/backbones/vision/export.py --run RUN --data DIR --out FOLDER

Made with torch 2.13.0 and transformers 5.18.0. The rate rises, stays, and falls to nothing over the last steps, so a run
that is resumed with another number of steps is the same as one begun with that number.
"""

import argparse
import json
import os
import time
from pathlib import Path

import torch
from transformers import ViTConfig, ViTModel

from heads import Given, Heads, correct, loss, losses
from scenes import PATCH, SIDE, augment, pixels, read, seen_pairs, targets

FALL = 0.4


def config(width, layers):
    return ViTConfig(
        hidden_size=width, num_hidden_layers=layers, num_attention_heads=4, intermediate_size=4 * width, image_size=SIDE,
        patch_size=PATCH, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


class Taught(torch.nn.Module):
    """The encoder with its heads: pixel_values [N, 3, 64, 64] to logits by name."""

    def __init__(self, width, layers):
        super().__init__()
        self.encoder = ViTModel(config(width, layers), add_pooling_layer=False)
        # In bfloat16 on a CPU the fused attention's backward pass takes longer than all the rest.
        self.encoder.set_attn_implementation("eager")
        self.heads = Heads(width)

    def forward(self, values):
        return self.heads(self.encoder(values).last_hidden_state)


def batch(data, step, size, seed):
    """The images of a step: every epoch in an order of its own."""
    per_epoch = len(data) // size
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(seed * 1000 + step // per_epoch))
    start = step % per_epoch * size
    return order[start:start + size]


def rate(step, steps, peak, warmup):
    """Rises over `warmup`, stays, falls in a straight line over the last 40 %."""
    left = (steps - step) / (FALL * steps)
    return peak * min(1.0, (step + 1) / warmup, left)


def evaluate(model, data, size=256):
    """Mean loss and the fraction right of each kind."""
    total, right = 0.0, {}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(data), size):
            part = slice(start, start + size)
            truth = targets(data.objects[part], data.counts[part])
            logits = model(pixels(data.images[part]))
            total += loss(losses(logits, truth)).item() * len(truth.total)
            for name, (good, asked) in correct(logits, truth).items():
                before = right.get(name, (0, 0))
                right[name] = (before[0] + good, before[1] + asked)
    return {"loss": round(total / len(data), 4)} | {n: round(g / max(1, a), 4) for n, (g, a) in right.items()}


def save(path, step, model, optimizer, arguments):
    """Whole or not at all."""
    torch.save({"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
                "arguments": vars(arguments)}, str(path) + ".new")
    os.replace(str(path) + ".new", path)


def train(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    run = Path(arguments.out)
    run.mkdir(parents=True, exist_ok=True)
    data = read(Path(arguments.data) / "train")
    held_out = {split: read(Path(arguments.data) / split) for split in ("test", "combinations")}
    seen = seen_pairs(data)
    model = Taught(arguments.width, arguments.layers)
    vectors = [p for p in model.parameters() if p.ndim < 2]
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}], betas=(0.9, 0.98))
    first = 0
    if arguments.resume:
        state = torch.load(run / "checkpoint.pt")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    log = (run / "training_log.jsonl").open("a" if arguments.resume else "w")
    started, mean = time.time(), 0.0
    for step in range(first, arguments.steps):
        some = batch(data, step, arguments.batch, arguments.seed)
        values, objects, grey = augment(
            data.images[some], data.objects[some], torch.Generator().manual_seed(arguments.seed * 10**6 + step))
        truth = targets(objects, data.counts[some])
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(values)
        error = loss(losses(logits, truth, Given(seen, grey)))
        error.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate(step, arguments.steps, arguments.rate, arguments.warmup)
        optimizer.step()
        optimizer.zero_grad()
        mean += error.item()
        if (step + 1) % arguments.log == 0 or step + 1 == arguments.steps:
            line = {"step": step + 1, "images": (step + 1) * arguments.batch, "rate": optimizer.param_groups[0]["lr"],
                    "train_loss": round(mean / ((step - first) % arguments.log + 1), 4),
                    "images_per_second": round((step + 1 - first) * arguments.batch / (time.time() - started), 1)}
            mean = 0.0
            if (step + 1) % arguments.evaluate == 0 or step + 1 == arguments.steps:
                line |= {split: evaluate(model, part) for split, part in held_out.items()}
                save(run / "checkpoint.pt", step + 1, model, optimizer, arguments)
            print(json.dumps(line), file=log, flush=True)
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="folder of graft data shapes")
    parser.add_argument("--out", required=True, help="folder of the run: checkpoint.pt, training_log.jsonl")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--log", type=int, default=50)
    parser.add_argument("--evaluate", type=int, default=500)
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint")
    train(parser.parse_args())
