"""Networks of one's own: a torch.nn.Module, or a function that returns one, in a Python file, which is run."""
import importlib.util
import inspect
import json
import pathlib
import sys

import torch

from . import language, part


def is_file(model):
    return model.partition(":")[0].endswith(".py")


def module(model):
    """What FILE.py:NAME names."""
    file, _, name = model.partition(":")
    file = pathlib.Path(file)
    if not file.is_file():
        raise part.ExportError(f"there is no file {file}; of a network of your own say FILE.py:NAME")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    found = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(file.parent))
    spec.loader.exec_module(found)
    if not hasattr(found, name):
        there = [key for key, value in vars(found).items() if not key.startswith("_") and callable(value)]
        raise part.ExportError(f"{file} has no {name or 'NAME behind a colon'}; it has {', '.join(there) or 'nothing of the kind'}")
    found = getattr(found, name)
    made = found if isinstance(found, torch.nn.Module) else found()
    if not isinstance(made, torch.nn.Module):
        raise part.ExportError(f"{model} is a {type(made).__name__}; expected a torch.nn.Module, or a function that returns one")
    return made.eval()


def text_parts(module):
    """The one file of a language model: ids and a mask, and positions where it takes them, to logits; without a cache."""
    vocabulary = _embedding(module).num_embeddings
    positions = _takes_positions(module)

    def inputs(batch, tokens, past):
        ids = torch.randint(0, vocabulary, (batch, tokens), generator=torch.Generator().manual_seed(tokens))
        mask = torch.ones(batch, tokens, dtype=torch.int64)
        mask[-1, : tokens // 3 if batch > 1 else 0] = 0  # a shorter text, padded in front
        given = {"input_ids": ids, "attention_mask": mask}
        return given | ({"position_ids": (mask.cumsum(1) - 1).clamp(min=0)} if positions else {})

    def run(*given):
        return (_logits(module, *given),)

    with torch.no_grad():
        (made,) = run(*inputs(1, 3, 0).values())
    if made.shape != (1, 3, vocabulary):
        raise part.ExportError(
            f"of 1 text of 3 tokens it returns {list(made.shape)}; expected logits [1, 3, {vocabulary}], as the torch.nn.Embedding"
            f" that it has first is of {vocabulary} rows; if that is not the table of its tokens, declare the tokens' first"
        )
    axes = {name: language.READ for name in ("input_ids", "attention_mask", "position_ids", "logits")}
    return [part.Part("model", part.Call(module, run), inputs, ["logits"], axes, language.SIZES)]


def save_text(module, tokenizer, folder):
    """config.json, and the tokenizer, whose end token the model ends with."""
    folder.mkdir(parents=True, exist_ok=True)
    table = _embedding(module)
    config = dict(model_type="own", architectures=[type(module).__name__], vocab_size=table.num_embeddings, hidden_size=table.embedding_dim)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    ids = {name: getattr(tokenizer, name, None) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    ids = {name: value for name, value in ids.items() if value is not None}
    (folder / "generation_config.json").write_text(json.dumps(ids, indent=2) + "\n")
    language.save_tokenizer(tokenizer, folder, table.num_embeddings)


def _embedding(module):
    """The table of token embeddings: the first with as many rows as the logits are wide, or else the first that it has."""
    tables = [table for table in module.modules() if isinstance(table, torch.nn.Embedding)]
    if not tables:
        raise part.ExportError("it has no torch.nn.Embedding, and Graft puts images among a language model's token embeddings")
    if len(tables) == 1:
        return tables[0]
    with torch.no_grad():
        width = _logits(module, torch.zeros(1, 3, dtype=torch.int64), torch.ones(1, 3, dtype=torch.int64), torch.arange(3)[None]).shape[-1]
    return next((table for table in tables if table.num_embeddings == width), tables[0])


def _takes_positions(module):
    return "position_ids" in inspect.signature(module.forward).parameters


def _logits(module, ids, mask, positions=None):
    found = module(ids, attention_mask=mask, **(dict(position_ids=positions) if _takes_positions(module) else {}))
    found = found.get("logits") if isinstance(found, dict) else getattr(found, "logits", found)
    return found[0] if isinstance(found, (tuple, list)) else found
