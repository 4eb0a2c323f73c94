"""Checks Graft on a CUDA device: numbers, times and memory, written as a table.

    python scripts/benchmark/export_llama.py llama-110m
    GRAFT_CUDA=1 python scripts/cuda/check.py llama-110m

1. PyTorch computes loss and gradient on the CPU in single precision; "graft verify --reference" compares with them, on the
   CPU and on the device, in each precision of the device.
2. scripts/benchmark/step_time.py measures a training step and the memory of the device, in turns with PyTorch in single
   precision and bfloat16 on the same device.
3. "graft train" takes steps in four parts each, which a device computes in one run, and writes answers, of which a device writes
   several tokens in one run: losses and share of right answers beside those of the CPU.
Needs torch for CUDA, transformers, safetensors, nvidia-smi, and a Graft built with GRAFT_CUDA=1.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRAFT = ROOT / "scripts" / "graft"
STEP_TIME = ROOT / "scripts" / "benchmark" / "step_time.py"


def write_reference(folder, file):
    """What PyTorch computes on the CPU, as "graft verify --reference" reads it."""
    import safetensors.torch
    import torch
    import transformers

    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder / "pytorch", dtype=torch.float32).eval()
    model.requires_grad_(False)
    width = model.config.hidden_size
    embeds = (torch.randn(2, 24, width) * 0.5).requires_grad_()
    mask = torch.ones(2, 24, dtype=torch.int64)
    labels = torch.randint(0, model.config.vocab_size, (2, 24))
    labels[:, :12] = -100
    result = model(inputs_embeds=embeds, attention_mask=mask, labels=labels)
    result.loss.backward()
    tensors = {
        "inputs_embeds": embeds.detach(),
        "attention_mask": mask,
        "position_ids": torch.arange(24).repeat(2, 1),
        "labels": labels,
        "logits": result.logits.detach(),
        "loss": result.loss.detach().reshape(1),
        "grad_inputs_embeds": embeds.grad,
    }
    safetensors.torch.save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, file)


def verified(folder, reference, device, precision):
    """The errors that "graft verify" finds."""
    command = [GRAFT, "verify", folder, "--reference", reference, "--json", "--device", device, "--precision", precision]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if not done.stdout.strip():
        return {"failed": done.stderr.strip()}
    return json.loads(done.stdout)


def trained(device, precision, scratch):
    """The losses of a short run with the embedded backbones, and the share of questions that it answers rightly."""
    folder = scratch / f"run-{device.split(',')[0].replace(':', '-')}-{precision}"
    settings = ["steps=40", "batch=16", "micro_batch=4", "final_evaluation=64", "validation_answers=0"]
    command = [GRAFT, "train", "--output", folder, "--device", device, "--precision", precision]
    command += [part for setting in settings for part in ("--set", setting)]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        return (done.stderr.strip() or "it ended").splitlines()[-1]
    entries = map(json.loads, (folder / "metrics.jsonl").read_text().splitlines())
    losses = [entry["loss"] for entry in entries if entry["split"] == "train"]
    evaluation = json.loads((folder / "evaluation.json").read_text())
    right = evaluation["metrics"]["exact_match"]["images"]["overall"]["value"]
    return f"losses {losses[0]:.6f}, {losses[1]:.6f}, ... {losses[-1]:.6f}; answered rightly {right:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("cuda.md"))
    options = parser.parse_args()
    on_cpu = options.device == "cpu"
    lines = [f"# Graft on {options.device}", ""]
    if not on_cpu:
        os.environ["GRAFT_CUDA"] = "1"
        query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
        lines += [subprocess.run(query, capture_output=True, check=True, text=True).stdout.strip(), ""]
    lines += ["| device | precision | errors relative to PyTorch on the CPU in float32 |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as scratch:
        reference = pathlib.Path(scratch) / "reference.safetensors"
        write_reference(options.folder, reference)
        places = [("cpu", "float32"), ("cpu", "int8")]
        places += [] if on_cpu else [(options.device, precision) for precision in ("float32", "float16", "bfloat16")]
        for device, precision in places:
            found = verified(options.folder, reference, device, precision)
            shown = ", ".join(f"{name} {value}" for name, value in found.items() if not isinstance(value, (dict, list)))
            lines.append(f"| {device} | {precision} | {shown} |")
            print(lines[-1], flush=True)
        lines += ["", "| device | precision | a run in parts |", "|---|---|---|"]
        for device, precision in places:
            lines.append(f"| {device} | {precision} | {trained(device, precision, pathlib.Path(scratch))} |")
            print(lines[-1], flush=True)
    lines += ["", "A training step and the peak of memory, in turns:", "", "```"]
    for sizes in [["--batch", "4", "--tokens", "64"], ["--batch", "16", "--tokens", "64"], ["--batch", "1", "--tokens", "640"]]:
        command = [sys.executable, STEP_TIME, options.folder, "--device", options.device, *sizes]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        print(done.stdout + done.stderr, flush=True)
        lines += [" ".join(sizes), (done.stdout or done.stderr).strip(), ""]
    lines += ["```", ""]
    options.output.write_text("\n".join(lines))
    print(f"written to {options.output}")


if __name__ == "__main__":
    main()
