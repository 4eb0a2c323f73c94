"""Whole models of transformers, split, imported and compared: python scripts/parity/run.py [SYSTEM ...] [--docs].

A system is a module of `systems` (systems/llava.py explains what belongs into one). For each of its cases a tiny model with
random weights is made and saved with its processor and tokenizer, its vision tower and language model are exported to ONNX as a
user would, the checkpoint is imported by `graft import CHECKPOINT --vision V --language L` with nothing else said, and five
pictures are asked two questions each. What Graft computes is compared with transformers: pixels, features, visual tokens, the
prompt's token ids, the greedy answers. An answer counts as another one only where it parts from transformers' at a token whose
logit is more than 1e-4 above the second.

Needs: pip install torch transformers onnx onnxruntime safetensors pillow, and Graft built (mvn -Dquick package). The class path
of Graft may be given by PARITY_CLASSPATH. With --docs the rows of these systems in the table of docs/systems.md are written anew.
"""
import argparse
import importlib
import logging
import pathlib
import pkgutil
import tempfile
import traceback
import warnings

import torch

import compare
import report
import systems

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", help="modules of systems; all where none is named")
    parser.add_argument("--folder", help="keep models and imports here")
    parser.add_argument("--training", action="store_true", help="compare training alone")
    parser.add_argument("--docs", action="store_true", help="write docs/systems.md")
    given = parser.parse_args()
    if given.docs and given.training:
        parser.error("the table of --docs is of all columns; leave --training out")
    names = given.systems or sorted(module.name for module in pkgutil.iter_modules(systems.__path__))
    folder = pathlib.Path(given.folder or tempfile.mkdtemp(prefix="parity-")).resolve()
    rows = []
    for name in names:
        for case in importlib.import_module("systems." + name).CASES:
            try:
                if given.training and case.training is None:
                    continue
                rows.append((compare.trained if given.training else compare.compare)(case, folder / case.name))
            except Exception:  # the other systems are compared all the same
                traceback.print_exc()
                rows.append(report.Row(case.title, "failed, see the output above"))
            print(report.line(rows[-1]), flush=True)
    if given.docs:
        report.write(rows)


if __name__ == "__main__":
    main()
