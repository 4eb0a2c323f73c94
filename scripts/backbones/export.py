"""Exports a model of PyTorch as Graft likes it: an ONNX file or several, checked against PyTorch, with everything beside them.

    python scripts/backbones/export.py vision timm:vit_small_patch16_224 my-encoder
    python scripts/backbones/export.py vision network.py:encoder my-encoder --size 224 --mean 0.5,0.5,0.5
    python scripts/backbones/export.py language FOLDER-OR-NAME my-language
    python scripts/backbones/export.py towers open_clip:ViT-B-32/laion2b_s34b_b79k my-clip

What MODEL may be:
    FOLDER or NAME          of transformers, as from_pretrained takes it; a folder with config.json alone needs --random
    timm:NAME               a vision encoder of timm, without its classifier; also timm:hf-hub:ORG/NAME and timm:local-dir:FOLDER
    open_clip:NAME/WEIGHTS  both towers of a CLIP or CoCa; WEIGHTS as in open_clip, or a file of them
    FILE.py:NAME            of your own: a torch.nn.Module, or a function that returns one, in a Python file, which is run;
                            with language one of transformers, or forward(input_ids, attention_mask) to logits

Needs torch, onnx, onnxruntime and safetensors, and transformers, timm or open_clip_torch for their models. The folder appears when
ONNX Runtime has computed what PyTorch computes, within 1e-4 of the largest value, at several sizes; otherwise this ends with 1.
"""
import argparse
import pathlib
import shutil
import sys
import warnings

import torch

from exporter import own, part, vision

FOR = {"vision": ["hidden_states", "layers", "any_size", "size", "mean", "std"], "language": ["tokenizer", "no_cache", "cut"],
       "towers": ["hidden_states", "size", "tokenizer"]}


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
    seeing.add_argument("--mean", type=colours, help="of the colours, for a network of your own (default 0.5,0.5,0.5)")
    seeing.add_argument("--std", type=colours, help="of the colours, for a network of your own (default 0.5,0.5,0.5)")
    writing = parser.add_argument_group("language")
    writing.add_argument("--tokenizer", help="folder or name of a tokenizer, where it is not the model's own")
    writing.add_argument("--no-cache", action="store_true", help="without a cache of keys and values: it answers slowly")
    writing.add_argument("--cut", action="store_true", help="the token embedding in a file of its own, as transformers.js takes it")
    options = parser.parse_args()
    for name in sorted({name for names in FOR.values() for name in names} - set(_heeded(options))):
        if getattr(options, name):
            parser.error(f"--{name.replace('_', '-')} says nothing of '{options.kind} {options.model}'; leave it out")
    if options.layers and not options.hidden_states:
        parser.error("--layers says where the hidden states of --hidden-states lie; add that, or leave it out")
    if own.is_file(options.model) and options.random is not None:
        parser.error("--random is for models that are built by their name; one of your own has the weights that it gives itself")
    if options.model.startswith("open_clip:") and "/" in options.model and options.random is not None:
        parser.error(f"'{options.model}' names weights, and --random makes others; leave one of them out")
    return options


def _heeded(options):
    """The options that are for this kind of model."""
    unread = [] if own.is_file(options.model) else ["mean", "std"]
    if options.model.startswith("open_clip:"):  # whose name says its size and its tokenizer
        unread += ["size", "tokenizer"]
    return [name for name in FOR[options.kind] if name not in unread]


def size(text):
    sides = [int(side) for side in text.split("x")]
    if len(sides) > 2 or min(sides) < 1:
        raise ValueError
    return (sides[0], sides[-1])


def colours(text):
    found = [float(number) for number in text.split(",")]
    if len(found) != 3:
        raise argparse.ArgumentTypeError(f"expected a number for each of three colours, as in 0.5,0.5,0.5, found '{text}'")
    return found


def main(options):
    if options.folder.exists() and any(options.folder.iterdir()):
        raise part.ExportError(f"{options.folder} is there and not empty; choose another folder")
    torch.manual_seed(options.random or 0)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # what they warn of is what is checked afterwards
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*(opset|onnx).*", category=UserWarning)
    unfinished = options.folder.with_name(options.folder.name + ".unfinished")
    try:
        unfinished.mkdir(parents=True)
    except FileExistsError:
        said = "is there: yours, or what an export left that was cut off; remove or rename it"
        raise part.ExportError(f"{unfinished} {said}") from None
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
        encoder = vision.of_timm(timm_model(name, options), name, options.size)
    elif import_name == "open_clip":
        encoder = towers_of(options)[0]
        encoder.config = encoder.config["vision_config"]
    elif own.is_file(options.model):
        if options.size is None:
            raise part.ExportError("say by --size how large an image is")
        prepared = vision.prepared(options.size, options.mean or vision.HALF, options.std or vision.HALF)
        encoder = vision.of_module(own.module(options.model), options.size, prepared)
    else:
        model = loaded(options.model, options, "AutoModel")
        encoder = vision.of_transformers(model, image_processor(options.model), options.size)
    encoder.layers = vision.named_layers(encoder.model, options.layers) if options.layers else encoder.layers
    vision.save(encoder, folder)
    part.export(vision.parts(encoder, options.hidden_states, options.any_size), folder, options.opset, options.dynamo)


def timm_model(name, options):
    """A model of timm without its classifier, for images of another size where one is said."""
    import timm

    plain = not any(mark in name for mark in ":/")  # others are of the Hub or of a folder
    if plain and not timm.is_model(name.partition(".")[0]):
        near = timm.list_models(f"*{name.partition('_')[0]}*")[:8]
        raise part.ExportError(f"timm {timm.__version__} has no model {name}; it has {', '.join(near) or 'none with such a name'}")
    sized = {"img_size": options.size} if options.size else {}

    def made(**settings):
        return timm.create_model(name, pretrained=options.random is None, num_classes=0, **settings).eval()

    try:
        try:
            return made(**sized)
        except TypeError:  # a network that asks for no size, as those of convolutions alone
            return made()
    except (OSError, RuntimeError, ValueError) as error:
        raise part.ExportError(f"timm {timm.__version__} makes no {name}: {error}") from error


def write(options, folder):
    from exporter import language

    if own.is_file(options.model):
        model = own.module(options.model)
        if not hasattr(model, "get_input_embeddings"):  # not of transformers
            if options.cut:
                raise part.ExportError("--cut is for models of transformers, which take inputs_embeds too")
            if options.no_cache:
                raise part.ExportError("--no-cache is for models of transformers; one of your own is exported without a cache anyway")
            own.save_text(model, tokenizer(options), folder)
            part.export(own.text_parts(model), folder, options.opset, options.dynamo)
            return
    else:
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

    if options.tokenizer is None and own.is_file(options.model):
        return None
    try:
        return transformers.AutoTokenizer.from_pretrained(options.tokenizer or options.model)
    except (OSError, ValueError, KeyError) as error:
        if options.tokenizer:
            raise part.ExportError(f"--tokenizer {options.tokenizer}: {error}") from error
        return None


if __name__ == "__main__":
    try:
        main(arguments())
    except part.ExportError as error:
        sys.exit(f"export: {error}")
