"""Tiny models with random weights, saved as their authors publish them."""
import dataclasses
import pathlib
import typing

import torch
import transformers


@dataclasses.dataclass
class Case:
    """A system to compare: how it is made and how transformers is asked.

    `make(folder)` saves folder/checkpoint, folder/vision and folder/language and gives model and processor. `text(question)` is
    the text that the processor is given where the checkpoint has no chat template. `visual(model, inputs)` are the visual tokens
    [visual tokens, width] of one picture, `features(model, inputs)` what the adapter takes; None where that is not compared.
    `pixels(processor, inputs)` is the picture where pixel_values are no pictures. `training` is a training.Training where it is
    trained, too.
    """

    name: str
    title: str
    make: typing.Callable
    text: typing.Optional[typing.Callable] = None
    features: typing.Optional[typing.Callable] = None
    visual: typing.Optional[typing.Callable] = None
    pixels: typing.Optional[typing.Callable] = None
    training: typing.Optional[typing.Any] = None
    questions: tuple = ("What is in the picture?", 'How many  red things, "left" of it?\nAnswer briefly: ja, über 猫.')


def randomized(model, deviation=0.15, seed=0):
    """With weights large enough for answers to differ from picture to picture."""
    torch.manual_seed(seed)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=deviation)
        else:
            parameter.data += torch.randn_like(parameter) * 0.05
    return model.eval()


def with_small_queries(model):
    """With the queries of its T5 smaller by the root of the heads' width, as T5 initialises them: it divides no scores by that, and
    training from larger ones is so steep that PyTorch in single precision parts from itself in double by 3e-3 in twenty steps."""
    with torch.no_grad():
        for name, parameter in model.language_model.named_parameters():
            if name.endswith(".q.weight"):
                parameter /= model.language_model.config.d_kv**0.5
    return model


def language(model, head=None):
    """The causal language model that a vision-language model holds, by itself: what a user exports."""
    config = model.config.get_text_config()
    config._attn_implementation = "eager"
    alone = transformers.AutoModelForCausalLM.from_config(config)
    base = getattr(alone, alone.base_model_prefix)
    decoder = model.model.language_model if hasattr(model, "model") else model.language_model
    base.load_state_dict(decoder.state_dict())
    alone.lm_head.weight.data.copy_((head or model.lm_head).weight.data)
    return alone.eval()


def save(model, processor, folder: pathlib.Path, **generation):
    """The whole checkpoint, as from_pretrained reads it."""
    model.generation_config = transformers.GenerationConfig(**generation)
    model.save_pretrained(folder / "checkpoint")
    processor.save_pretrained(folder / "checkpoint")


def without_videos(kind, **parts):
    """A processor whose part for videos, which needs torchvision, is left out."""
    check = kind.check_argument_for_proper_class
    kind.check_argument_for_proper_class = lambda self, name, part: part is None or check(self, name, part)
    processor = kind(video_processor=None, **parts)
    kind.attributes = [name for name in processor.get_attributes() if name != "video_processor"]
    kind.get_attributes = classmethod(lambda cls: cls.attributes)
    return processor
