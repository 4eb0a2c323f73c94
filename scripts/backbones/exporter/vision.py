"""Vision encoders: pixel_values to last_hidden_state, pooler_output and, where asked for, all hidden_states."""
import contextlib
import dataclasses
import json
import pathlib

import torch

from . import part

HALF = [0.5, 0.5, 0.5]
LISTS = (torch.nn.ModuleList, torch.nn.Sequential)
FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}


@dataclasses.dataclass
class Encoder:
    """
    run: pixel_values to a dictionary with last_hidden_state [batch, tokens, width] or [batch, width, rows, columns] and, where
        there is one, pooler_output [batch, width]
    size: height and width of an image
    config: what config.json says; preprocessor: what preprocessor_config.json says
    layers: the modules between which hidden states lie, in order
    """

    model: torch.nn.Module
    run: object
    size: tuple[int, int]
    config: dict
    preprocessor: dict
    layers: list[torch.nn.Module] = dataclasses.field(default_factory=list)


def parts(encoder: Encoder, hidden=False, any_size=False, name="model"):
    """The one file of an encoder; hidden: with all hidden states as outputs; any_size: images of any height and width."""
    if hidden and not encoder.layers:
        raise part.ExportError("it is not known where its layers are; name the list of them by --layers, as in --layers encoder.blocks")
    with _reading(encoder.size):
        outputs = list(_run(encoder, _pixels(encoder)(batch=1)["pixel_values"], hidden))
    if hidden:
        around = _path(encoder.model, encoder.layers)
        print(f"hidden_states.0 to .{len(encoder.layers)} lie around {around}; if those are not its layers, say --layers")
    axes = {key: {0: "batch_size"} for key in ["pixel_values", *outputs]}
    sizes = [{"batch": 2}, {"batch": 1}, {"batch": 3}]
    if any_size:
        axes["pixel_values"] |= {2: "height", 3: "width"}
        step = encoder.config.get("patch_size") or 32
        step = step if isinstance(step, int) else step[0]
        sizes += [{"batch": 1, "height": encoder.size[0] + step, "width": encoder.size[1] + 2 * step}]
        _try_other_size(encoder, sizes[-1])
    module = part.Call(encoder.model, lambda pixels: tuple(_run(encoder, pixels, hidden).values()))
    return [part.Part(name, module, _pixels(encoder), outputs, axes, sizes)]


@contextlib.contextmanager
def _reading(size):
    """Says of a network that fails that it does not read images of the size."""
    try:
        yield
    except (RuntimeError, ValueError, AssertionError) as error:
        height, width = size
        raise part.ExportError(f"it does not read an image of {height} x {width} ({error}); say by --size one that it reads") from error


def _try_other_size(encoder, size):
    height, width = size["height"], size["width"]
    try:
        with torch.no_grad():
            encoder.run(_pixels(encoder)(**size)["pixel_values"])
    except (RuntimeError, ValueError, AssertionError) as error:
        raise part.ExportError(
            f"--any-size: PyTorch itself does not read an image of {height} x {width} ({error}); its places are those of"
            f" {encoder.size[0]} x {encoder.size[1]}, so leave --any-size out"
        ) from error


def _pixels(encoder):
    def make(batch, height=encoder.size[0], width=encoder.size[1]):
        return {"pixel_values": torch.randn(batch, 3, height, width, generator=torch.Generator().manual_seed(batch))}

    return make


def _run(encoder, pixels, hidden):
    states = {}
    last = getattr(encoder.model, "output_fmt", "NCHW") == "NHWC"  # timm's Swin

    def keep(number, state):
        state = state[0] if isinstance(state, (tuple, list)) else state
        states[number] = state.permute(0, 3, 1, 2) if last and state.dim() == 4 else state

    hooks = [] if not hidden else [encoder.layers[0].register_forward_pre_hook(lambda m, given: keep(0, given))]
    for number, layer in enumerate(encoder.layers if hidden else [], 1):
        hooks.append(layer.register_forward_hook(lambda m, given, made, number=number: keep(number, made)))
    try:
        found = dict(encoder.run(pixels))
    finally:
        for hook in hooks:
            hook.remove()
    return found | {f"hidden_states.{number}": states[number] for number in sorted(states)}


def save(encoder: Encoder, folder: pathlib.Path):
    """config.json and preprocessor_config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(encoder.config, indent=2) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(encoder.preprocessor, indent=2) + "\n")


def prepared(size, mean=HALF, std=HALF, filter="bicubic", crop_fraction=1.0, squash=False):
    """A preprocessor_config.json: the shorter edge resized and the middle cut out, or the whole picture squeezed."""
    height, width = size
    common = dict(image_mean=list(mean), image_std=list(std), resample=FILTERS[filter], do_rescale=True, do_normalize=True)
    if squash:
        resized = {"height": int(height / crop_fraction), "width": int(width / crop_fraction)}
        cropped = {} if crop_fraction == 1 else dict(crop_size={"height": height, "width": width})
        return dict(
            image_processor_type="CLIPImageProcessor", do_resize=True, size=resized, do_center_crop=bool(cropped), **cropped, **common
        )
    resized = {"shortest_edge": int(min(height, width) / crop_fraction)}
    cropped = {"height": height, "width": width}
    return dict(
        image_processor_type="CLIPImageProcessor", do_resize=True, size=resized, do_center_crop=True, crop_size=cropped, **common
    )


def of_transformers(model, preprocessor, size=None):
    """A vision model of transformers, or the vision tower of a model with several."""
    tower = next((getattr(model, name) for name in ("vision_model", "vision_tower") if hasattr(model, name)), model)
    if not hasattr(tower, "config"):
        tower = model
    config = tower.config.to_dict()
    side = size or config.get("image_size") or 224
    height_width = (side, side) if isinstance(side, int) else tuple(side)
    preprocessor = preprocessor or prepared(height_width)
    if size:
        config["image_size"], preprocessor = list(size), _resized(preprocessor, size)

    def run(pixels):
        found = tower(pixel_values=pixels)
        pooled = getattr(found, "pooler_output", None)
        return {"last_hidden_state": found.last_hidden_state} | ({} if pooled is None else {"pooler_output": pooled.flatten(1)})

    return Encoder(tower, run, height_width, config, preprocessor, layers_of(tower))


def _resized(preprocessor, size):
    """For images of another size: cut out where they were cut out, with as much around as before."""
    height, width = size
    cropped, sides = preprocessor.get("crop_size"), preprocessor.get("size") or {}
    whole = {"height": height, "width": width}
    if not preprocessor.get("do_center_crop") or not cropped:
        return preprocessor | dict(size=whole)
    shorter = sides.get("shortest_edge")
    ratio = shorter / min(cropped["height"], cropped["width"]) if shorter else 1
    return preprocessor | dict(size={"shortest_edge": round(min(size) * ratio)} if shorter else whole, crop_size=whole)


def of_timm(model, name, size=None):
    """A model of timm, without its classifier; for images of another size than its own if one is said."""
    import timm

    data = timm.data.resolve_model_data_config(model)
    size = size or tuple(data["input_size"][1:])
    config = {"model_type": _family(model), "architectures": [name], "hidden_size": model.num_features, "image_size": list(size)}
    patch = getattr(getattr(model, "patch_embed", None), "patch_size", None)
    blocks = list(getattr(model, "blocks", []))
    config |= {"patch_size": list(patch)} if patch and blocks else {}
    stages = [len(getattr(stage, "blocks", [])) for stage in getattr(model, "stages", [])]
    config |= {"num_hidden_layers": len(blocks)} if blocks else {"depths": stages} if all(stages) and stages else {}
    config |= {"depths": [len(getattr(model, f"layer{i}")) for i in range(1, 5)]} if hasattr(model, "layer4") else {}

    def run(pixels):
        last = model.forward_features(pixels)
        pooled = model.forward_head(last, pre_logits=True)
        if last.dim() == 4 and getattr(model, "output_fmt", "NCHW") == "NHWC":
            last = last.permute(0, 3, 1, 2)
        return {"last_hidden_state": last, "pooler_output": pooled}

    squash = data.get("crop_mode") == "squash"
    preprocessor = prepared(size, data["mean"], data["std"], data["interpolation"], data["crop_pct"], squash)
    numbered = [getattr(model, f"layer{i}") for i in range(1, 5)] if hasattr(model, "layer4") else []
    return Encoder(model, run, size, config, preprocessor, blocks or numbered or layers_of(model))


def _family(model):
    """The family of which Graft knows where its layers and stages end, where the network is of one."""
    kind = type(model).__name__.lower()
    known = {"visiontransformer": "vit", "eva": "vit", "convnext": "convnext", "resnet": "resnet", "swintransformer": "swin"}
    return next((family for name, family in known.items() if kind.startswith(name)), "timm")


def of_module(module, size, preprocessor, layers=None):
    """Any module from images to a tensor, a tuple that begins with one, or what has last_hidden_state."""

    def run(pixels):
        found = module(pixels)
        if isinstance(found, dict) or hasattr(found, "last_hidden_state"):
            keys = ("last_hidden_state", "pooler_output")
            given = {key: found.get(key) if isinstance(found, dict) else getattr(found, key, None) for key in keys}
            return {key: value for key, value in given.items() if value is not None}
        found = found[0] if isinstance(found, (tuple, list)) else found
        return {"last_hidden_state" if found.dim() > 2 else "pooler_output": found}

    with torch.no_grad(), _reading(size):
        made = next(iter(run(torch.zeros(1, 3, *size)).values()))
    width = made.shape[1] if made.dim() in (2, 4) else made.shape[2]
    config = {"model_type": "own", "architectures": [type(module).__name__], "hidden_size": width, "image_size": list(size)}
    return Encoder(module, run, size, config, preprocessor, layers or layers_of(module))


def named_layers(model, paths):
    """The list of modules of a name such as encoder.blocks, or the modules of several names."""
    try:
        found = [model.get_submodule(path.strip()) for path in paths.split(",")]
    except AttributeError as error:
        known = ", ".join(name for name, module in model.named_modules() if isinstance(module, LISTS)) or "none"
        raise part.ExportError(f"--layers {paths}: {error}; its lists of modules are {known}") from error
    if len(found) > 1:
        return found
    if not isinstance(found[0], LISTS):
        kind = type(found[0]).__name__
        raise part.ExportError(f"--layers {paths} is a {kind}, no list of layers; name the list, or all layers with commas")
    return list(found[0])


def layers_of(model):
    """The longest list of modules alike that does not lie within another such list: of a network in stages they are the stages."""
    return max(_outer(model), key=lambda found: (any(True for _ in found[0].children()), len(found)), default=[])


def _outer(model):
    for module in model.children():
        alike = isinstance(module, LISTS) and len(module) > 1 and len({type(layer) for layer in module}) == 1
        yield from [list(module)] if alike else _outer(module)


def _path(model, layers):
    names = {id(module): name for name, module in model.named_modules()}
    return f"'{names[id(layers[0])]}' to '{names[id(layers[-1])]}'"
