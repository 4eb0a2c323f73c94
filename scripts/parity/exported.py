"""What graft export --to hf writes, loaded by transformers and asked: python scripts/parity/exported.py [SYSTEM ...] [--docs].

Each case of `systems` is made and imported as run.py does it. The weights of the imported adapter are changed, so that nothing of the
old checkpoint answers, and the model is exported: as the whole checkpoint that it was imported from, and of the kinds that are put together
from the weights of both backbones, so as well. `from_pretrained` must miss no weight and find none over, every weight of the backbones
must be that of the checkpoint and every one of the adapter another, and `generate` must answer what graft answers of the
same model folder. With --docs the rows of these systems in the table of exports in docs/systems.md are written anew.
"""
import argparse
import importlib
import logging
import pathlib
import pkgutil
import shutil
import tempfile
import warnings

import torch
from safetensors.torch import load_file, save_file

import compare
import pictures
import report
import systems

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(2)


def changed(model):
    """The adapter of a model folder, each weight moved by about a tenth of its size; without the checksum, which is Graft's."""
    file = model / "model.safetensors"
    torch.manual_seed(5)
    tensors = {name: t + 0.1 * t.std().nan_to_num(0.1) * torch.randn_like(t) for name, t in load_file(file).items()}
    save_file(tensors, file, metadata={"format": "pt"})
    return len(tensors)


def loaded(kind, folder):
    """The model, and whether all weights were there and none was over."""
    model, said = kind.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32, output_loading_info=True)
    wrong = {name: said[name] for name in ("missing_keys", "unexpected_keys", "mismatched_keys") if said.get(name)}
    fresh = kind(model.config)
    fresh.load_state_dict(model.state_dict(), strict=True)
    return model.eval(), "strict" if not wrong else str(wrong)


def _replaced(checkpoint, out):
    """How many tensors of the checkpoint are other ones in the export, and whether the names are the same."""
    before, after = load_file(checkpoint / "model.safetensors"), load_file(out / "model.safetensors")
    if set(before) != set(after):
        return "other names"
    return str(sum(not torch.equal(before[name], after[name]) for name in before))


def compared(case, folder, parts):
    """A row: how it was written, what loading said, how many tensors are other ones, equal answers."""
    model, imports, jobs_of, adapter = parts
    rows = []
    options = {"as its checkpoint": []}
    if case.name.startswith(("llava-siglip", "blip2", "instructblip")) or case.name == "llava":
        checkpoint = folder / "checkpoint"
        options["of its parts"] = ["--vision-weights", checkpoint, "--language-weights", checkpoint]
    for how, more in options.items():
        out = folder / ("exported-" + how.replace(" ", "-"))
        shutil.rmtree(out, ignore_errors=True)
        run = compare.java("dev.graft.cli.Main", "export", imports, "--to", "hf", "--output", out, *more)
        (folder / f"{out.name}.txt").write_text(run.stderr)
        if run.returncode != 0:
            rows.append((case.title, how, "no: " + " ".join(run.stderr.split()), "-", "-"))
            continue
        again, strict = loaded(type(model), out)
        jobs = jobs_of(again, out)
        _, answers = compare.probed(imports, jobs, folder)
        equal = sum(compare.same_answer(job, text) for job, (_, text) in zip(jobs, answers))
        for job, (_, text) in zip(jobs, answers):
            if not compare.same_answer(job, text):
                print(f"  {job['file'].name} {job['question']!r}: {job['decode'](job['answer'])!r}, graft {text!r}", flush=True)
        replaced = _replaced(folder / "checkpoint", out) + f" of {adapter}" if not more else "-"
        rows.append((case.title, how, strict, replaced, f"{equal}/{len(jobs)}"))
    return rows


def one(case, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model, processor = case.make(folder)
    imports, said = compare.imported(folder)
    if imports is None:
        return [(case.title, "-", said, "-", "-")]
    adapter = changed(imports)
    files = pictures.make(folder / "pictures")

    def jobs_of(again, out):
        # Processors of videos need torchvision: those that the case makes without them are taken, with the files that were written.
        written = type(processor.tokenizer).from_pretrained(out)
        template = out / "chat_template.jinja"
        processor.tokenizer = written
        processor.chat_template = template.read_text() if template.exists() and case.text is None else processor.chat_template
        return compare.reference(case, again, processor, files)

    return compared(case, folder, (model, imports, jobs_of, adapter))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", help="modules of systems; all where none is named")
    parser.add_argument("--folder", help="keep models and exports here")
    parser.add_argument("--docs", action="store_true", help="write docs/systems.md")
    given = parser.parse_args()
    names = given.systems or sorted(module.name for module in pkgutil.iter_modules(systems.__path__))
    folder = pathlib.Path(given.folder or tempfile.mkdtemp(prefix="exported-")).resolve()
    rows = []
    for name in names:
        for case in importlib.import_module("systems." + name).CASES:
            for row in one(case, folder / case.name):
                rows.append(row)
                print(report.row(row), flush=True)
    if given.docs:
        report.exports(rows)


if __name__ == "__main__":
    main()
