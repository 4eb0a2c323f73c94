"""Writes files of torch.save, and the tensors that PyTorch finds in each as safetensors under their dotted names.

    pip install torch==2.13 safetensors numpy
    python scripts/reference/pytorch_files.py tensors/src/test/resources/dev/graft/tensors/pytorch
"""
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
torch.manual_seed(4)

TYPES = [
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.bool, torch.complex64, torch.uint16, torch.uint32, torch.uint64, torch.float8_e4m3fn,
    torch.float8_e4m3fnuz, torch.float8_e5m2, torch.float8_e5m2fnuz,
]  # fmt: skip


def tensors(value, name=""):
    """The tensors of nested containers by the way to them, each once."""
    if isinstance(value, torch.Tensor):
        return {name: value.detach().clone().contiguous()}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else []
    found = {}
    for key, item in items:
        found.update(tensors(item, f"{name}.{key}" if name else str(key)))
    return found


def save(name, value):
    torch.save(value, out / f"{name}.pt")
    save_file(tensors(value), out / f"{name}.safetensors")


# A training checkpoint as LAVIS and MiniGPT-4 save theirs.
projection = torch.nn.Linear(3, 2)
optimizer = torch.optim.AdamW(projection.parameters())
projection(torch.randn(4, 3)).sum().backward()
optimizer.step()
checkpoint = {
    "model": OrderedDict((f"llama_proj.{name}", value) for name, value in projection.state_dict().items()),
    "optimizer": optimizer.state_dict(),
    "config": {"run": {"lr": 1e-4, "amp": True, "seed": 2**63 + 5, "tags": {"a", "b"}, "none": None}},
    "scaler": {"scale": 65536.0, "step": -70000, "size": torch.Size([2, 3])},
    "where": (torch.device("cpu"), torch.float16),
    "epoch": 3,
}
save("checkpoint", checkpoint)
for protocol in (3, 4, 5):
    torch.save(checkpoint, out / f"protocol{protocol}.pt", pickle_protocol=protocol)

save("types", {str(t).removeprefix("torch."): torch.tensor([0.0, 1.0, 2.5]).to(t) for t in TYPES})

base = torch.randn(4, 6)
save(
    "views",
    {
        "base": base,
        "transposed": base.t(),
        "columns": base[:, 1:3],
        "row": base[2],
        "every_other": base[1::2, ::3],
        "permuted": torch.randn(2, 3, 4).permute(2, 0, 1),
        "channels_last": torch.randn(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "one_of_one": torch.randn(5, 1).t()[:, 2:3],
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(2, 0, 3),
        "parameter": projection.weight,
        "nested": [base[0], {"again": (base[1],)}],
    },
)
torch.save({"expanded": torch.ones(1, 3).expand(1000, 3)}, out / "expanded.pt")

# What a big-endian machine writes.
values = torch.randn(3, dtype=torch.float32)
torch.save({"a": values, "c": torch.complex(values, -values)}, out / "little.pt")
save_file({"a": values, "c": torch.complex(values, -values)}, out / "big.safetensors")
with zipfile.ZipFile(out / "little.pt") as little, zipfile.ZipFile(out / "big.pt", "w") as big:
    for info in little.infolist():
        data = little.read(info)
        if info.filename.endswith("byteorder"):
            data = b"big"
        elif "/data/" in info.filename:
            data = b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))
        big.writestr(zipfile.ZipInfo(info.filename), data)
(out / "little.pt").unlink()

torch.serialization.set_crc32_options(False)
save("unchecked", {"a": values})
torch.serialization.set_crc32_options(True)

torch.save({"a": values}, out / "before16.pt", _use_new_zipfile_serialization=False)
torch.save({"a": values, "args": zipfile.ZipInfo("x")}, out / "object.pt")
