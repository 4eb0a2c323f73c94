"""Compares one case: makes it, imports it, asks both."""
import base64
import json
import os
import pathlib
import shutil
import subprocess

import numpy
import torch
from PIL import Image
from safetensors.numpy import load_file

import pictures
import report
import training

TOKENS = 24
CLEAR = 1e-4
BEAMS = [
    (dict(num_beams=5, max_new_tokens=TOKENS), ["--beams", 5, "--max-tokens", TOKENS]),
    (dict(num_beams=5, length_penalty=-1.0, max_new_tokens=10), ["--generation", "blip2-vqa"]),
    (dict(num_beams=5, min_new_tokens=8, max_new_tokens=30), ["--generation", "blip2-caption"]),
]
ROOT = pathlib.Path(__file__).resolve().parents[2]
CLASSPATH = os.environ.get("PARITY_CLASSPATH", f"{ROOT}/cli/target/lib/*")


def java(*arguments):
    command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", CLASSPATH, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def imported(folder):
    """The model folder that graft import makes with nothing said but where things are; or why it made none."""
    model = folder / "model"
    parts = ["--vision", folder / "vision", "--language", folder / "language", "--output", model]
    run = java("dev.graft.cli.Main", "import", folder / "checkpoint", *parts)
    (folder / "import.txt").write_text(run.stderr)
    return (model, "yes") if run.returncode == 0 else (None, "no: " + " ".join(run.stderr.split()))


def reference(case, model, processor, files, **settings):
    """What transformers makes of each picture and question, by settings of generation beside the usual ones."""
    jobs = []
    for file in files:
        for question in case.questions:
            picture = Image.open(file).convert("RGB")
            if case.text is None:
                content = [{"type": "image"}, {"type": "text", "text": question}]
                messages = [{"role": "user", "content": content}]
                text = processor.apply_chat_template(messages, add_generation_prompt=True)
            else:
                text = case.text(question)
            written = getattr(processor.tokenizer, "bos_token", None)
            more = {"add_special_tokens": False} if case.text is None and written and text.startswith(written) else {}
            inputs = processor(images=picture, text=text, return_tensors="pt", **more)
            jobs.append(_answered(case, model, processor, inputs, **settings) | {"file": file, "question": question})
    return jobs


def _answered(case, model, processor, inputs, **settings):
    with torch.no_grad():
        made = model.generate(
            **inputs, do_sample=False, max_new_tokens=TOKENS, output_scores=True, return_dict_in_generate=True, **settings
        )
        top = torch.stack([step[0] for step in made.scores]).topk(2).values
        answer = made.sequences[0][-len(made.scores) :].tolist()
        return {
            "inputs": inputs,
            "ids": inputs["input_ids"][0].tolist(),
            "answer": answer,
            "decode": lambda ids: processor.tokenizer.decode(ids, skip_special_tokens=True),
            "clear": (top[:, 0] - top[:, 1] > CLEAR).tolist(),
            "pixels": case.pixels(processor, inputs) if case.pixels else inputs["pixel_values"],
            "features": case.features(model, inputs) if case.features else None,
            "visual": case.visual(model, inputs) if case.visual else None,
        }


def probed(model, jobs, folder):
    """What Graft makes of the same."""
    lines = []
    for job in jobs:
        lines.append(f"{job['file']}\t{TOKENS}\t{base64.b64encode(job['question'].encode()).decode()}\n")
    (folder / "jobs.tsv").write_text("".join(lines))
    run = java(pathlib.Path(__file__).parent / "Probe.java", model, folder / "jobs.tsv", folder)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    answers = [line.split("\t") for line in (folder / "answers.tsv").read_text().splitlines()]
    return load_file(folder / "tensors.safetensors"), [
        (json.loads(ids), base64.b64decode(answer).decode()) for ids, answer in answers
    ]


def same_answer(job, text):
    """Whether the answers are one, or part where transformers itself is not clear."""
    if job["decode"](job["answer"]).strip() == text:
        return True
    for place in range(len(job["answer"])):
        begun = job["decode"](job["answer"][: place + 1]).strip()
        if not text.startswith(begun.removesuffix("\N{REPLACEMENT CHARACTER}")):
            return not job["clear"][place]
    return False


def for_beams(model, inputs):
    """What generate is given for several beams. Of a picture in tiles transformers gives each beam some of all beams' tiles, so that every
    beam sees another picture: there the tiles' visual tokens stand among the embeddings already."""
    tiles = {name: inputs[name] for name in ("pixel_values", "pixel_attention_mask") if name in inputs}
    whole = len(inputs["pixel_values"]) <= len(inputs["input_ids"]) and "pixel_attention_mask" not in inputs
    if whole or "image_grid_thw" in inputs or "image_sizes" in inputs:
        return inputs
    ids = inputs["input_ids"]
    embeds = model.get_input_embeddings()(ids)
    tokens = model.get_image_features(**tiles).pooler_output
    embeds[ids == model.config.image_token_id] = tokens.reshape(-1, embeds.shape[-1])
    return dict(inputs_embeds=embeds, attention_mask=inputs["attention_mask"])


def searched(model, job, settings):
    """The texts that transformers finds with several beams, which count as the best one: those of nearly its score."""
    with torch.no_grad():
        made = model.generate(
            **for_beams(model, job["inputs"]), do_sample=False, num_return_sequences=settings["num_beams"], return_dict_in_generate=True,
            output_scores=True, **settings
        )
    prompt = job["inputs"]["input_ids"]
    begins = prompt.shape[1] < made.sequences.shape[1] and bool((made.sequences[:, : prompt.shape[1]] == prompt).all())
    texts = [job["decode"](ids[prompt.shape[1] if begins else 0 :].tolist()).strip() for ids in made.sequences]
    return [text for text, score in zip(texts, made.sequences_scores.tolist()) if score > made.sequences_scores[0] - CLEAR]


def beams(model, imports, jobs, folder):
    """How many answers of `graft ask --batch` with several beams are those of transformers."""
    records = [json.dumps(dict(image=str(job["file"]), question=job["question"])) + "\n" for job in jobs]
    (folder / "beams.jsonl").write_text("".join(records))
    equal = 0
    for settings, options in BEAMS:
        run = java("dev.graft.cli.Main", "ask", imports, "--batch", folder / "beams.jsonl", *options)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        answers = [json.loads(line)["answer"] for line in run.stdout.splitlines()]
        for job, answer in zip(jobs, answers, strict=True):
            best = searched(model, job, settings)
            equal += answer in best
            if answer not in best:
                print(f"  {settings} {job['file'].name} {job['question']!r}\n  transformers {best}\n  graft        {answer!r}")
    return f"{equal}/{len(BEAMS) * len(jobs)}"


def same_prompt(job, ids, image_token):
    return [-1 if token == image_token else token for token in job["ids"]] == ids


def _difference(jobs, tensors, key):
    """The largest difference of all pictures."""
    if jobs[0][key] is None:
        return "-"
    largest = 0.0
    for job in jobs:
        found = tensors[f"{job['file'].name}.{key}"]
        wanted = numpy.asarray(job[key])
        if found.size != wanted.size:
            return f"{list(found.shape)} in place of {list(wanted.shape)}"
        largest = max(largest, float(numpy.abs(found.reshape(-1) - wanted.reshape(-1)).max()))
    return f"{largest:.0e}" if largest else "0"


def trained(case, folder):
    """What of a case is trained, alone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model, processor = case.make(folder)
    imports, said = imported(folder)
    if imports is None:
        return report.Row(case.title, said)
    files = pictures.make(folder / "pictures")
    results = training.compare(case, model, processor, folder, java, files)
    return report.Row(case.title, said, training=results[0], export=results[1])


def compare(case, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model, processor = case.make(folder)
    imports, said = imported(folder)
    if imports is None:
        return report.Row(case.title, said)
    jobs = reference(case, model, processor, pictures.make(folder / "pictures"))
    tensors, answers = probed(imports, jobs, folder)
    image = getattr(model.config, "image_token_id", None) or getattr(model.config, "image_token_index", None)
    prompts = sum(same_prompt(job, ids, image) for job, (ids, _) in zip(jobs, answers))
    equal = sum(same_answer(job, text) for job, (_, text) in zip(jobs, answers))
    for job, (ids, text) in zip(jobs, answers):
        if not same_answer(job, text) or not same_prompt(job, ids, image):
            print(f"  {job['file'].name} {job['question']!r}\n  ids {job['ids']}\n      {ids}")
            print(f"  transformers {job['decode'](job['answer'])!r}\n  graft        {text!r}")
            break
    found = beams(model, imports, jobs, folder)
    trained = ("-", "-")
    if case.training is not None:
        trained = training.compare(case, model, processor, folder, java, [job["file"] for job in jobs[:: len(case.questions)]])
    return report.Row(
        case.title,
        said,
        _difference(jobs, tensors, "pixels"),
        _difference(jobs, tensors, "features"),
        _difference(jobs, tensors, "visual"),
        f"{prompts}/{len(jobs)}",
        f"{equal}/{len(jobs)}",
        found,
        *trained,
    )
