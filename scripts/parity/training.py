"""Twenty steps of training in PyTorch and in Graft from the same weights, and what Graft exports loaded back."""
import dataclasses
import json
import shutil
import typing

import torch
from PIL import Image
from safetensors.torch import load_file, save_file

STEPS = 20
RATE = 1e-4
SAMPLES = [
    ("What is it?", "a red house"),
    ("What colour is it?", "blue"),
    ("Describe the picture.", "two dogs in a few words near the sea"),
    ("How many dogs are in the picture, please?", "a cat"),
    ("Is it red?", "in words"),
    ("Where is the cat?", "left of the house, I do"),
    ("Who?", "not in a house"),
    ("What is in the picture?", "a sea"),
]


@dataclasses.dataclass
class Training:
    """How a system is trained.

    `batch(processor, samples)` makes of pictures, questions and answers what the model's forward takes, labels among it. `trained`
    are the beginnings of the names of trained parameters, `settings` those of graft train, `names` the convention of its export.
    """

    batch: typing.Callable
    trained: tuple
    settings: typing.Callable
    names: str


def padded(rows, fill):
    """Rows of ids of different lengths, and their mask."""
    longest = max(len(row) for row in rows)
    ids = torch.full((len(rows), longest), fill)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def _reference(model, training, batch):
    """The losses of PyTorch, and the weights at the end."""
    trained = {name: p for name, p in model.named_parameters() if name.startswith(training.trained)}
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in trained.values():
        parameter.requires_grad_(True)
    optimizer = torch.optim.AdamW(trained.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    losses = []
    for _ in range(STEPS):
        loss = model(**batch).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, trained


def _settings(training, folder):
    return {
        "init": folder / "init.safetensors",
        "optimizer.learning_rate": RATE,
        "optimizer.clip_norm": 0,
        "optimizer.weight_decay": 0,
        "schedule.kind": "constant",
        "schedule.warmup": 0,
        "data.validation": 0,
        "validate_every": 0,
        "final_evaluation": 0,
        "cache": folder / "cache",
    } | training.settings(folder)


def compare(case, folder, java, pictures):
    """The largest difference of the losses, and whether the export loads into the model with nothing missing or over."""
    training = case.training
    model, processor = case.make(folder)
    model = type(model).from_pretrained(folder / "checkpoint", attn_implementation="eager").eval()
    files = pictures[:5]
    samples = [(Image.open(files[i % 5]).convert("RGB"), *pair) for i, pair in enumerate(SAMPLES)]
    lines = [json.dumps(dict(image=str(files[i % 5]), question=q, answer=a)) for i, (q, a) in enumerate(SAMPLES)]
    (folder / "train.jsonl").write_text("\n".join(lines) + "\n")
    stored = load_file(folder / "checkpoint/model.safetensors")
    short = tuple(name.removeprefix("model.") for name in training.trained)
    save_file({k: v for k, v in stored.items() if k.removeprefix("model.").startswith(short)}, folder / "init.safetensors")
    run = folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    options = [f"--set={key}={value}" for key, value in _settings(training, folder).items()]
    parts = ["--vision", folder / "vision", "--language", folder / "language", "--data", folder / "train.jsonl"]
    told = java("dev.graft.cli.Main", "train", *parts, "--output", run, "--steps", STEPS, "--batch", len(SAMPLES), *options)
    if told.returncode != 0:
        return "no: " + " ".join(told.stderr.split()), "-"
    written = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    found = [line["loss"] for line in written if "loss" in line and "step" in line]
    expected, trained = _reference(model, training, training.batch(processor, samples))
    difference = max(abs(a - b) for a, b in zip(expected, found, strict=True))
    exported = folder / "exported.safetensors"
    java("dev.graft.cli.Main", "export", run, "--names", training.names, "--output", exported)
    fresh = type(model).from_pretrained(folder / "checkpoint")
    state = fresh.state_dict()
    weights = {name if name in state else "model." + name: tensor for name, tensor in load_file(exported).items()}
    strict = set(weights) == set(trained) and fresh.load_state_dict(state | weights, strict=True)
    return f"{difference:.0e}", "strict" if strict else "other names"
