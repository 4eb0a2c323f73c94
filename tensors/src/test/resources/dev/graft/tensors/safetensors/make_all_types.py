"""Writes all-types.safetensors with the reference implementation: pip install safetensors==0.8.0 torch."""
import sys

import torch
from safetensors.torch import save_file

TYPES = dict(
    BOOL=torch.bool, U8=torch.uint8, I8=torch.int8, F8_E5M2=torch.float8_e5m2, F8_E4M3=torch.float8_e4m3fn,
    F8_E4M3FNUZ=torch.float8_e4m3fnuz, F8_E5M2FNUZ=torch.float8_e5m2fnuz, I16=torch.int16, U16=torch.uint16,
    F16=torch.float16, BF16=torch.bfloat16, I32=torch.int32, U32=torch.uint32, F32=torch.float32,
    C64=torch.complex64, F64=torch.float64, I64=torch.int64, U64=torch.uint64,
)  # fmt: skip
tensors = {}
for name, dtype in TYPES.items():
    tensors["vector." + name] = torch.tensor([0.0, 1.0, 1.0]).to(dtype)
    tensors["scalar." + name] = torch.tensor(1.0).to(dtype)
    tensors["empty." + name] = torch.zeros(2, 0, 3).to(dtype)
# Names whose order differs between UTF-16 and UTF-8, and every kind of JSON escape.
for name in ["é", "\uffff", "\U0001f600", "\u2028/\x7f", "quote\" slash\\ \b\f\n\r\t\x00\x1f"]:
    tensors[name] = torch.tensor([1.5])
save_file(tensors, sys.argv[1], {"format": "pt"})
