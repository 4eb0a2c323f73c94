"""Two images in a prompt, asked by `graft ask --batch`: python scripts/parity/several.py [SYSTEM ...].

The systems, and what is needed, are those of run.py. Of each that has a chat template five pairs of pictures are asked about twice, with
both in front of the question and with both among its words; the greedy answers are compared with transformers' as run.py does.
"""
import argparse
import importlib
import json
import logging
import pathlib
import pkgutil
import shutil
import tempfile
import types
import warnings

import torch
from PIL import Image

import compare
import pictures
import systems

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
NOTHING = types.SimpleNamespace(features=None, visual=None, pixels=None)
IMAGE = {"type": "image"}


def said(text):
    return {"type": "text", "text": text}


def prompts(question):
    """What transformers' template is given, and what Graft reads, of the same two images and question."""
    yield [IMAGE, IMAGE, said(question)], f"<image><image>{question}"
    yield [said("Compare "), IMAGE, said(" with "), IMAGE, said(": " + question)], f"Compare <image> with <image>: {question}"


def answered(model, processor, content, pair):
    shown = [Image.open(file).convert("RGB") for file in pair]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    begin = getattr(processor.tokenizer, "bos_token", None)
    more = {"add_special_tokens": False} if begin and text.startswith(begin) else {}
    return compare._answered(NOTHING, model, processor, processor(images=[shown], text=text, return_tensors="pt", **more))


def equal(case, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model, processor = case.make(folder)
    imported, reason = compare.imported(folder)
    if imported is None:
        return reason
    files = pictures.make(folder / "pictures")
    jobs, records = [], []
    for pair in zip(files, files[1:] + files[:1]):
        for question in case.questions:
            for content, marked in prompts(question):
                jobs.append(answered(model, processor, content, pair))
                records.append(json.dumps({"images": [str(file) for file in pair], "question": marked}) + "\n")
    (folder / "pairs.jsonl").write_text("".join(records))
    run = compare.java(
        "dev.graft.cli.Main", "ask", imported, "--batch", folder / "pairs.jsonl", "--max-tokens", compare.TOKENS
    )
    if run.returncode != 0:
        return run.stderr
    answers = [json.loads(line)["answer"] for line in run.stdout.splitlines()]
    return f"{sum(map(compare.same_answer, jobs, answers))}/{len(jobs)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", help="modules of systems; all where none is named")
    given = parser.parse_args()
    names = given.systems or sorted(module.name for module in pkgutil.iter_modules(systems.__path__))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="several-"))
    for name in names:
        for case in importlib.import_module("systems." + name).CASES:
            if case.text is None:
                print(f"{case.title}: {equal(case, folder / case.name)}", flush=True)


if __name__ == "__main__":
    main()
