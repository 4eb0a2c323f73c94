"""One ONNX file of a model: what it computes, how it is written, and whether it computes what PyTorch does."""
import dataclasses
import pathlib
import tempfile
import typing

import numpy
import onnx
import onnxruntime
import torch

OPSET = 18
LIMIT = 1e-4  # of the largest value: what float32 leaves after a hundred layers is a tenth of it
APART = 1 << 30  # larger weights lie beside the file, which itself can hold 2 GiB

HINT = "A size of the example was written into the file. Try --dynamo; a model that computes with sizes in Python has to be rewritten"

torch.backends.mha.set_fastpath_enabled(False)  # nn.MultiheadAttention's, which has no counterpart in ONNX


class ExportError(Exception):
    """The file does not compute what the model does, or the model is of a kind that is not exported."""


@dataclasses.dataclass
class Part:
    """
    name: of the file, without .onnx
    module: takes the inputs in their order and returns a tuple of the outputs
    inputs: makes them by name, for sizes such as batch=2
    sizes: those that are tried; the file is traced at the first
    axes: by name of input or output, which axes are of any size and what they are called
    """

    name: str
    module: torch.nn.Module
    inputs: typing.Callable[..., dict[str, torch.Tensor]]
    outputs: list[str]
    axes: dict[str, dict[int, str]]
    sizes: list[dict[str, int]]


class Call(torch.nn.Module):
    """A function of the outputs of a model, as a module that holds the model's weights."""

    def __init__(self, model, function):
        super().__init__()
        self.model, self.function = model, function

    def forward(self, *inputs):
        return self.function(*inputs)


def write(part: Part, folder: pathlib.Path, opset=OPSET, dynamo=False):
    """Writes folder/onnx/NAME.onnx, and NAME.onnx_data beside it for large weights."""
    file = folder / "onnx" / f"{part.name}.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    inputs = part.inputs(**part.sizes[0])
    with tempfile.TemporaryDirectory(dir=file.parent) as scattered, torch.no_grad():
        traced = pathlib.Path(scattered) / "model.onnx"  # large weights are written around it, a file for each
        axes = {"dynamic_shapes": _shapes(part, inputs), "verbose": False} if dynamo else {"dynamic_axes": part.axes}
        torch.onnx.export(
            part.module.eval(),
            tuple(inputs.values()),
            str(traced),
            input_names=list(inputs),
            output_names=part.outputs,
            opset_version=opset,
            dynamo=dynamo,
            **axes,
        )
        model = bare(onnx.load(traced))
    file.with_suffix(".onnx_data").unlink(missing_ok=True)
    onnx.save_model(
        model, file, save_as_external_data=model.ByteSize() > APART, location=f"{part.name}.onnx_data", size_threshold=1024
    )
    return file


def _shapes(part, inputs):
    """Axes as the newer exporter takes them: for each input of forward(*inputs)."""
    known = {name: torch.export.Dim.AUTO for axes in part.axes.values() for name in axes.values()}
    return (tuple({axis: known[name] for axis, name in part.axes.get(key, {}).items()} for key in inputs),)


def bare(model):
    """Without the exporter's notes: of every node the lines of Python that it comes from, with paths."""
    del model.metadata_props[:], model.graph.metadata_props[:]
    for part in [*model.graph.node, *model.graph.initializer, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        del part.metadata_props[:]
    return model


def check(part: Part, file: pathlib.Path, limit=LIMIT):
    """Runs the file beside PyTorch at all sizes, says the largest deviation, and refuses one above the limit."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what fails is said by what is raised
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    taken = [value.name for value in session.get_inputs()]
    largest = {}
    for sizes in part.sizes:
        inputs = part.inputs(**sizes)
        with torch.no_grad():
            wanted = part.module(*inputs.values())
        found = _run(session, part, {name: inputs[name].numpy() for name in taken}, sizes)
        for name, one, other in zip(part.outputs, wanted, found):
            largest[name] = max(largest.get(name, (0.0, 0.0)), deviation(name, one.numpy(), other, sizes))
    worst = max(largest, key=largest.get)
    tried = ", ".join(" ".join(f"{key} {value}" for key, value in sizes.items()) for sizes in part.sizes)
    print(f"{file.name}: largest deviation {largest[worst][0]:.1e} of the largest value {largest[worst][1]:.3g}, in {worst} ({tried})")
    if largest[worst][0] > limit:
        raise ExportError(
            f"{file}: ONNX Runtime deviates from PyTorch by {largest[worst][0]:.1e} of the largest value of '{worst}', and {limit:.0e}"
            " is the most; what was traced depends on the example, or an operator was translated wrongly. Try --dynamo, or another"
            " --opset; a model that branches on its inputs has to be rewritten"
        )
    return largest[worst][0]


def _run(session, part, inputs, sizes):
    try:
        return session.run(part.outputs, inputs)
    except Exception as error:  # of ONNX Runtime, whose kinds have no name in common
        asked = " ".join(f"{key} {value}" for key, value in sizes.items())
        raise ExportError(
            f"{part.name}.onnx: ONNX Runtime computes it at the sizes that it was traced at and not at {asked}:"
            f" {str(error).strip()[:400]}. {HINT}"
        ) from error


def deviation(name, wanted, found, where):
    """The largest difference, of the largest value; and that value."""
    if wanted.shape != found.shape:
        raise ExportError(f"'{name}' is {list(found.shape)} in ONNX Runtime and {list(wanted.shape)} in PyTorch at {where}. {HINT}")
    if not numpy.isfinite(found).all() or not numpy.isfinite(wanted).all():
        raise ExportError(f"'{name}' has values that are no numbers at {where}")
    scale = max(float(numpy.abs(wanted).max(initial=0)), 1e-6)
    return float(numpy.abs(wanted - found).max(initial=0)) / scale, scale


def export(parts: list[Part], folder: pathlib.Path, opset=OPSET, dynamo=False):
    """Writes and checks all parts; the largest deviation."""
    return max(check(part, write(part, folder, opset, dynamo)) for part in parts)
