"""Rules about what has been written, the prompt counted: python scripts/parity/penalties.py [SYSTEM ...].

The systems, and what is needed, are those of run.py. A penalty on repetitions, one for them, and a ban on repeated runs of tokens go by the
ids of the prompt, among them those that transformers' processor writes in the places of an image; the greedy answers of
`graft ask --batch` are compared with transformers' as run.py does. Ends with 1 where one is another, or could not be asked for.
"""
import argparse
import importlib
import json
import logging
import pathlib
import pkgutil
import shutil
import sys
import tempfile
import warnings

import torch

import compare
import pictures
import systems

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
RULES = [
    (dict(repetition_penalty=1.3), ["--repetition-penalty", 1.3]),
    (dict(repetition_penalty=0.7), ["--repetition-penalty", 0.7]),
    (dict(no_repeat_ngram_size=2), ["--no-repeat-ngram", 2]),
]


def compared(case, folder):
    """What is to be said of a case, and whether every answer is that of transformers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model, processor = case.make(folder)
    imported, said = compare.imported(folder)
    if imported is None:
        return said, False
    files = pictures.make(folder / "pictures")
    found = []
    for settings, options in RULES:
        jobs = compare.reference(case, model, processor, files, **settings)
        records = [json.dumps(dict(image=str(job["file"]), question=job["question"])) + "\n" for job in jobs]
        (folder / "questions.jsonl").write_text("".join(records))
        options = [*options, "--max-tokens", compare.TOKENS]
        run = compare.java("dev.graft.cli.Main", "ask", imported, "--batch", folder / "questions.jsonl", *options)
        if run.returncode != 0:
            return run.stderr, False
        answers = [json.loads(line)["answer"] for line in run.stdout.splitlines()]
        same = [compare.same_answer(job, answer) for job, answer in zip(jobs, answers, strict=True)]
        found.append(same)
        for job, answer, right in zip(jobs, answers, same):
            if not right:
                wanted = job["decode"](job["answer"])
                print(f"  {settings} {job['file'].name} {job['question']!r}\n  transformers {wanted!r}\n  graft        {answer!r}")
    return ", ".join(f"{sum(same)}/{len(same)}" for same in found), all(map(all, found))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", help="modules of systems; all where none is named")
    given = parser.parse_args()
    names = given.systems or sorted(module.name for module in pkgutil.iter_modules(systems.__path__))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="penalties-"))
    failed = 0
    for name in names:
        for case in importlib.import_module("systems." + name).CASES:
            said, right = compared(case, folder / case.name)
            failed += not right
            print(f"{case.title}: {said}", flush=True)
    sys.exit(f"{failed} answered otherwise than transformers, or not at all" if failed else 0)


if __name__ == "__main__":
    main()
