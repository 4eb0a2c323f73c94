"""Trains parts of one of transformers' LLaVAs on prompts with images, for the scripts that write runs to compare with."""

import json

import torch
from safetensors.torch import save_file

RATE, END = 2e-3, 2


def first(weights):
    """Draws the weights in single precision, and gives them."""
    for weight in weights.values():
        torch.nn.init.normal_(weight, std=0.3)
    initial = {name: value.detach().float() for name, value in weights.items()}
    with torch.no_grad():
        for name, value in weights.items():
            value.copy_(initial[name].double())
    return initial


def train(model, weights, batches, image_token, lengths, given):
    """The loss and the norm of the gradient of each step.

    batches: of samples of pieces and an answer; lengths: the tokens of each image; given: what the model is given of images, by name
    """
    optimizer = torch.optim.AdamW(weights.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)
    losses, norms = [], []
    for batch in batches:
        rows, shown = [], []
        for pieces, answer in batch:
            prompt = [token for kind, value in pieces
                      for token in ([image_token] * lengths[value] if kind == "image" else value)]
            shown += [value for kind, value in pieces if kind == "image"]
            rows.append((prompt, answer + [END]))
        longest = max(len(prompt) + len(answer) for prompt, answer in rows)
        ids, labels, mask = (torch.full((len(rows), longest), value) for value in (0, -100, 0))
        for row, (prompt, answer) in enumerate(rows):
            text = torch.tensor(prompt + answer)
            ids[row, : len(text)], mask[row, : len(text)] = text, 1
            labels[row, len(prompt) : len(text)] = text[len(prompt) :]
        loss = model(input_ids=ids, attention_mask=mask, labels=labels, **(given(shown) if shown else {})).loss
        for value in weights.values():
            value.grad = torch.zeros_like(value)
        if loss.requires_grad:
            loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), 1.0).item())
        optimizer.step()
        losses.append(loss.item())
    return losses, norms


def save(folder, records, order, initial, weights, losses, norms):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples.json").write_text(json.dumps(records, indent=1) + "\n")
    (folder / "order.json").write_text(json.dumps(order) + "\n")
    save_file(initial, folder / "initial.safetensors")
    save_file({name: value.detach().float().contiguous() for name, value in weights.items()}, folder / "final.safetensors")
    save_file({name: torch.tensor(values, dtype=torch.float64) for name, values in
               {"loss": losses, "grad_norm": norms}.items()}, folder / "trace.safetensors")
