"""Exports a model of PyTorch as Graft likes it: an ONNX file or several, checked against PyTorch, with everything beside them.

    python scripts/backbones/export.py vision timm:vit_small_patch16_224 my-encoder
    python scripts/backbones/export.py vision network.py:encoder my-encoder --size 224 --mean 0.5,0.5,0.5
    python scripts/backbones/export.py language FOLDER-OR-NAME my-language
    python scripts/backbones/export.py towers open_clip:ViT-B-32/laion2b_s34b_b79k my-clip

What MODEL may be:
    FOLDER or NAME          of transformers, as from_pretrained takes it; a folder with config.json alone needs --random
    timm:NAME               a vision encoder of timm, without its classifier
    open_clip:NAME/WEIGHTS  both towers of a CLIP or CoCa; WEIGHTS as in open_clip, or a file of them
    FILE.py:NAME            of your own: a torch.nn.Module, or a function that returns one, in a Python file, which is run

Needs torch, onnx, onnxruntime and safetensors, and transformers, timm or open_clip_torch for their models. The folder appears when
ONNX Runtime has computed what PyTorch computes, within 1e-4 of the largest value, at several sizes; otherwise this ends with 1.
"""
import argparse
import importlib.util
import pathlib
import shutil
import sys
import warnings

import torch

from exporter import part, vision


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["vision", "language", "towers"])
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER", help="that is written")
    parser.add_argument("--random", type=int, metavar="SEED", help="random weights instead of trained ones")
    parser.add_argument("--opset", type=int, default=part.OPSET, help=f"operator set of ONNX (default {part.OPSET})")
    parser.add_argument("--dynamo", action="store_true", help="by PyTorch's newer exporter, where the older one fails")
    seeing = parser.add_argument_group("vision")
    seeing.add_argument("--hidden-states", action="store_true", help="all hidden states as outputs, for features=layer:N")
    seeing.add_argument("--layers", default="", metavar="PATH", help="the list of layers in the module, as in encoder.blocks")
    seeing.add_argument("--any-size", action="store_true", help="images of any height and width")
    seeing.add_argument("--size", type=size, help="of an image: 224, or HEIGHTxWIDTH")
    seeing.add_argument("--mean", type=numbers, default=vision.HALF, help="of the colours, for a network of your own")
    seeing.add_argument("--std", type=numbers, default=vision.HALF, help="of the colours, for a network of your own")
    writing = parser.add_argument_group("language")
    writing.add_argument("--tokenizer", help="folder or name of a tokenizer, where it is not the model's own")
    writing.add_argument("--no-cache", action="store_true", help="without a cache of keys and values: it answers slowly")
    writing.add_argument("--cut", action="store_true", help="the token embedding in a file of its own, as transformers.js takes it")
    return parser.parse_args()


def size(text):
    sides = [int(side) for side in text.split("x")]
    return (sides[0], sides[-1])


def numbers(text):
    return [float(number) for number in text.split(",")]


def main(options):
    if options.folder.exists() and any(options.folder.iterdir()):
        raise part.ExportError(f"{options.folder} is there and not empty; choose another folder")
    torch.manual_seed(options.random or 0)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # what they warn of is what is checked afterwards
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*(opset|onnx).*", category=UserWarning)
    unfinished = options.folder.with_name(options.folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        {"vision": see, "language": write, "towers": compare}[options.kind](options, unfinished)
        if options.folder.exists():
            options.folder.rmdir()
        unfinished.rename(options.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    print(f"done: {options.folder}; 'graft inspect' and 'graft verify' say what Graft makes of it")


def see(options, folder):
    import_name, _, name = options.model.partition(":")
    if import_name == "timm":
        import timm

        sized = {"img_size": options.size} if options.size and hasattr(timm.models, "vision_transformer") else {}
        encoder = vision.of_timm(timm.create_model(name, pretrained=options.random is None, num_classes=0, **sized).eval(), name)
    elif import_name == "open_clip":
        encoder = towers_of(options)[0]
        encoder.config = encoder.config["vision_config"]
    elif import_name.endswith(".py"):
        if options.size is None:
            raise part.ExportError("say by --size how large an image is")
        module = own(pathlib.Path(import_name), name)
        encoder = vision.of_module(module, options.size, vision.prepared(options.size, options.mean, options.std))
    else:
        model = loaded(options.model, options, "AutoModel")
        encoder = vision.of_transformers(model, image_processor(options.model), options.size)
    encoder.layers = vision.layers_of(encoder.model, options.layers) if options.layers else encoder.layers
    vision.save(encoder, folder)
    part.export(vision.parts(encoder, options.hidden_states, options.any_size), folder, options.opset, options.dynamo)


def write(options, folder):
    from exporter import language

    model = loaded(options.model, options, "AutoModelForSeq2SeqLM", "AutoModelForCausalLM")
    language.save(model, tokenizer(options), folder)
    part.export(language.parts(model, not options.no_cache, options.cut), folder, options.opset, options.dynamo)


def compare(options, folder):
    from exporter import towers

    found = towers_of(options)
    towers.save(found, found[3] if len(found) > 3 else tokenizer(options), folder)
    part.export(towers.parts(found, options.hidden_states), folder, options.opset, options.dynamo)


def towers_of(options):
    from exporter import towers

    import_name, _, rest = options.model.partition(":")
    if import_name != "open_clip":
        return towers.of_transformers(loaded(options.model, options, "AutoModel"), {"image": image_processor(options.model)}, options.size)
    import open_clip

    name, _, weights = rest.partition("/")
    if not weights and options.random is None:
        raise part.ExportError("say which weights: open_clip:NAME/WEIGHTS, with WEIGHTS as open_clip.list_pretrained() has them or a file")
    return towers.of_open_clip(open_clip.create_model(name, pretrained=weights or None).eval(), name)


def own(file, name):
    """A module of a Python file, or what its function returns."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(file.parent))
    spec.loader.exec_module(module)
    found = getattr(module, name)
    return (found if isinstance(found, torch.nn.Module) else found()).eval()


def loaded(name, options, *classes):
    """A model of transformers by the first class that knows its kind."""
    import transformers

    config = transformers.AutoConfig.from_pretrained(name)
    kinds = [getattr(transformers, known) for known in classes]
    kind = next((known for known in kinds if type(config) in known._model_mapping), None)
    if kind is None:
        raise part.ExportError(f"{name} is of the type '{config.model_type}', which none of {list(classes)} knows")
    if options.random is not None:
        return randomized(kind.from_config(config, attn_implementation="eager"))
    return kind.from_pretrained(name, dtype=torch.float32, attn_implementation="eager").eval()


def randomized(model):
    """Weights as large as trained ones: fresh ones are so small that a mistake would hide in rounding."""
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.5 / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 0.1)
    return model.eval()


def image_processor(name):
    import transformers

    try:
        return transformers.AutoImageProcessor.from_pretrained(name, backend="pil").to_dict()
    except (OSError, ValueError):
        print("no preprocessor_config.json is there; one that resizes, crops and scales to -1..1 is written: see that it is right")
        return None


def tokenizer(options):
    import transformers

    try:
        return transformers.AutoTokenizer.from_pretrained(options.tokenizer or options.model)
    except (OSError, ValueError, KeyError):
        return None


if __name__ == "__main__":
    try:
        main(arguments())
    except part.ExportError as error:
        sys.exit(f"export: {error}")
