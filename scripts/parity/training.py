"""Twenty steps of training in PyTorch and in Graft from the same weights, and what Graft exports loaded back.

Graft goes on with the imported model by `graft train --from` and nothing else said of it. PyTorch's loss is that of transformers'
whole model in double precision, sample by sample, on prompt and answer as the processor and the template of the checkpoint write
them; it falls on the tokens of the answer and the end of its turn.
"""
import copy
import dataclasses
import json
import shutil
import typing

import torch
from PIL import Image
from safetensors.torch import load_file

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
TEXT = ("Who is in the house?", "no dogs")
PAIR = ("Which is larger?", "the red one")


def loaded(kind, folder, checkpoint="checkpoint"):
    return kind.from_pretrained(folder / checkpoint, attn_implementation="eager")


@dataclasses.dataclass
class Training:
    """How a system is trained.

    `trained` are the beginnings of the names of trained parameters, `names` the convention of graft export. `sample(processor,
    pictures, question, answer)` makes what the model's forward takes, labels among it; where it is left out the chat template does,
    and a prompt with none and one with two pictures are among the samples. `rate` is the learning rate. `load(kind,
    folder)` makes the model of transformers anew, where that is not its class's from_pretrained of the imported checkpoint.
    """

    trained: tuple
    names: str
    sample: typing.Optional[typing.Callable] = None
    rate: float = RATE
    load: typing.Callable = loaded


def learnt(ids, prompt):
    """Ids of a text, and of the same those that are learnt."""
    return torch.tensor([ids]), torch.tensor([[-100] * prompt + ids[prompt:]])


def joined(prompt, whole, written, tokenizer):
    """Ids of prompt and answer as one text, but as two where a token would reach over the seam."""
    return whole if whole[: len(prompt)] == prompt else prompt + tokenizer(written, add_special_tokens=False).input_ids


def chat(processor, pictures, question, answer):
    """As the chat template writes it: prompt, answer, and what it puts behind it up to the first special token."""
    tokenizer = processor.tokenizer
    said = lambda text: {"type": "text", "text": text}
    user = {"role": "user", "content": [{"type": "image"}] * len(pictures) + [said(question)]}
    prompt = processor.apply_chat_template([user], add_generation_prompt=True)
    whole = processor.apply_chat_template([user, {"role": "assistant", "content": [said(answer)]}])
    place = whole.rindex(answer)
    before = whole[len(prompt) : place] if whole.startswith(prompt) else ""
    behind = whole[place + len(answer) :]
    tokens = [token.content for token in tokenizer.added_tokens_decoder.values()]
    special = [behind.index(token) + len(token) for token in tokens if token in behind]
    written = before + answer + behind[: min(special, default=0)]
    begins = tokenizer.bos_token and prompt.startswith(tokenizer.bos_token)
    more = dict(return_tensors="pt") | ({"images": [pictures]} if pictures else {})
    more |= {"add_special_tokens": False} if begins else {}
    first = processor(text=prompt, **more).input_ids[0].tolist()
    inputs = processor(text=prompt + written, **more)
    ids = joined(first, inputs.input_ids[0].tolist(), written, tokenizer)
    if ids[-1] not in ends(processor):
        ids.append(ends(processor)[0])
    inputs["input_ids"], inputs["labels"] = learnt(ids, len(first))
    for name in ("attention_mask", "token_type_ids", "mm_token_type_ids"):
        if name in inputs:
            longer = torch.full((1, len(ids)), 1 if name == "attention_mask" else 0)
            longer[:, : inputs[name].shape[1]] = inputs[name]
            inputs[name] = longer
    return dict(inputs)


def ends(processor):
    """The tokens at which the model stops."""
    found = processor.generation_ends
    return found if isinstance(found, list) else [found]


def _reference(model, training, samples, kind):
    """The losses of PyTorch in one precision, and the names of the trained weights."""
    model = copy.deepcopy(model).to(kind).train(False)
    trained = {name: p for name, p in model.named_parameters() if name.startswith(training.trained)}
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in trained.values():
        parameter.requires_grad_(True)
    real = lambda value: value.to(kind) if torch.is_tensor(value) and value.is_floating_point() else value
    batch = [{name: real(value) for name, value in sample.items()} for sample in samples]
    targets = [int((sample["labels"] != -100).sum()) for sample in batch]
    optimizer = torch.optim.AdamW(trained.values(), lr=training.rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad(set_to_none=False)
        total = 0.0
        for sample, count in zip(batch, targets):
            loss = model(**sample).loss * (count / sum(targets))
            if loss.requires_grad:
                loss.backward()
            total += loss.item()
        optimizer.step()
        losses.append(total)
    return losses, trained


def _settings(training, folder):
    return {
        "optimizer.learning_rate": training.rate,
        "optimizer.clip_norm": 0,
        "optimizer.weight_decay": 0,
        "schedule.kind": "constant",
        "schedule.warmup": 0,
        "data.validation": 0,
        "validate_every": 0,
        "final_evaluation": 0,
        "cache": folder / "cache",
    }


def _samples(training, files):
    """Pictures, question and answer of each."""
    shown = [([files[i % len(files)]], *pair) for i, pair in enumerate(SAMPLES)]
    more = [([], *TEXT), (files[:2], *PAIR)]
    return shown + (more if training.sample is None else [])


def compare(case, model, processor, folder, java, files):
    """The largest difference of the losses, and whether the export loads into the model with nothing missing or over."""
    training = case.training
    model = training.load(type(model), folder)
    processor.generation_ends = model.generation_config.eos_token_id
    given = _samples(training, files)
    lines = [json.dumps(dict(images=[str(file) for file in shown], question=q, answer=a)) for shown, q, a in given]
    (folder / "train.jsonl").write_text("\n".join(lines) + "\n")
    run = folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    options = [f"--set={key}={value}" for key, value in _settings(training, folder).items()]
    parts = ["--from", folder / "model", "--data", folder / "train.jsonl"]
    told = java("dev.graft.cli.Main", "train", *parts, "--output", run, "--steps", STEPS, "--batch", len(given), *options)
    (folder / "train.txt").write_text(told.stderr)
    if told.returncode != 0:
        return "no: " + " ".join(told.stderr.split()), "-"
    written = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    found = [line["loss"] for line in written if "loss" in line and "step" in line]
    make = training.sample or chat
    samples = [make(processor, [Image.open(file).convert("RGB") for file in shown], q, a) for shown, q, a in given]
    expected, trained = _reference(model, training, samples, torch.float64)
    difference = max(abs(a - b) for a, b in zip(expected, found, strict=True))
    said = f"{difference:.0e}"
    if difference > 1e-5:
        single = _reference(model, training, samples, torch.float32)[0]
        said += f" (PyTorch in single precision {max(abs(a - b) for a, b in zip(expected, single)):.0e})"
        print("  first steps", [f"{a - b:.1e}" for a, b in zip(expected, found)][:5])
    exported = folder / "exported.safetensors"
    told = java("dev.graft.cli.Main", "export", run, "--names", training.names, "--output", exported)
    if told.returncode != 0:
        return said, "no: " + " ".join(told.stderr.split())
    fresh = training.load(type(model), folder)
    state = fresh.state_dict()
    named = lambda name: next((long for long in (name, "model." + name, "model.visual." + name) if long in state), name)
    weights = {named(name): tensor for name, tensor in load_file(exported).items()}
    strict = set(weights) == set(trained) and fresh.load_state_dict(state | weights, strict=True)
    return said, "strict" if strict else "other names"
