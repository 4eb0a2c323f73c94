"""Trains the language model that Graft carries: a small LLaMA that reads descriptions of scenes and answers about them.

    scripts/graft data shapes --out DATA --images 1 --texts 40000 --seed 1
    scripts/graft data shapes --out HELD_OUT --images 1 --texts 1500 --seed 4242
    python scripts/backbones/language/train.py DATA/texts.jsonl HELD_OUT/texts.jsonl WORK
    python scripts/backbones/language/export.py WORK HELD_OUT/texts.jsonl FOLDER

It sees text only. Needs torch 2.9 or later (for Muon), transformers and tokenizers. WORK receives checkpoints (one every
hundred steps; a run that was stopped goes on from the last), tokenizer.json and training_log.jsonl.
"""

import argparse
import json
import pathlib
import random
import time

import tokenizers
import torch
import transformers
from torch.nn.functional import cross_entropy

from batches import Form, Row, collate, stream
from boxes import read_boxes
from texts import BOS, EOS, PAD, Encoder, read, train_tokenizer

WIDTH, LAYERS, HEADS, INNER = 160, 6, 5, 448
VOCABULARY = 640
WARM_UP = 60


def model(vocabulary):
    config = transformers.LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        rms_norm_eps=1e-5,
        pad_token_id=PAD,
        bos_token_id=BOS,
        eos_token_id=EOS,
        # Of sequences this short the gradient of fused attention takes longer than all matrix products together.
        attn_implementation="eager",
    )
    return transformers.LlamaForCausalLM(config)


def embed(language, batch, noise=0.0):
    """Sums the embeddings of each position's tokens; to a description's, adds noise of up to that share of their spread."""
    table = language.model.embed_tokens.weight
    # Not by way of indexing: the gradient of an embedding is faster.
    vectors = (torch.nn.functional.embedding(batch.ids, table) * (batch.ids != PAD).unsqueeze(-1)).sum(2)
    if noise:
        share = noise * torch.rand(len(vectors), 1, 1) * batch.soft.unsqueeze(-1)
        vectors = vectors + torch.randn_like(vectors) * share * table.detach()[batch.ids[batch.soft][:, 0]].std()
    return vectors


def targets(language, batch, noise=0.0):
    """Logits, tokens and weights of the positions whose prediction counts."""
    hidden = language.model(inputs_embeds=embed(language, batch, noise), use_cache=False).last_hidden_state
    weights = batch.weights[:, 1:]
    chosen = weights > 0
    return language.lm_head(hidden[:, :-1][chosen]), batch.ids[:, 1:, 0][chosen], weights[chosen]


def loss(language, batch, noise):
    logits, tokens, weights = targets(language, batch, noise)
    return (cross_entropy(logits.float(), tokens, reduction="none") * weights).sum() / weights.sum()


def single(document, part, pooled, bare, placed):
    made = Row()
    if placed:
        made.place(document[4], random)
    else:
        made.describe(document[1], 0.0, pooled, bare)
    made.ask([part], [], 0.0, lambda share: False)
    return made


@torch.no_grad()
def accuracy(language, documents, pooled=False, bare=False, placed=False):
    """Exact match by type of greedy decoding, one question after each description, as an adapter will ask.

    An answer is greedily decoded exactly if each of its tokens, and the end, is the likeliest after the true ones.
    """
    asked = [(part[0], single(each, part, pooled, bare, placed)) for each in documents for part in each[2]]
    asked.sort(key=lambda each: len(each[1].ids))
    right, total = {}, {}
    for start in range(0, len(asked), 64):
        some = asked[start : start + 64]
        batch = collate([each[1] for each in some])
        chosen = batch.weights[:, 1:] > 0
        logits, tokens, _ = targets(language, batch)
        wrong = torch.zeros(len(some), dtype=torch.long)
        rows = chosen.nonzero()[:, 0]
        wrong.index_add_(0, rows, (logits.argmax(-1) != tokens).long())
        for (kind, _), mistakes in zip(some, wrong.tolist()):
            total[kind] = total.get(kind, 0) + 1
            right[kind] = right.get(kind, 0) + (mistakes == 0)
    found = {kind: round(100 * right[kind] / total[kind], 1) for kind in sorted(total)}
    return found | {"all": round(100 * sum(right.values()) / max(1, sum(total.values())), 1)}


@torch.no_grad()
def held_out_loss(language, documents, newline):
    """Mean cross-entropy in nats of answers and, apart, of descriptions."""
    sums = {"answer": [0.0, 0], "description": [0.0, 0]}
    for start in range(0, len(documents), 64):
        for name in sums:
            rows = []
            for document in documents[start : start + 64]:
                made = Row()
                made.describe(document[1], 1.0 if name == "description" else 0.0)
                if name == "answer":
                    made.ask(document[2], newline, 0.0, lambda share: True)
                rows.append(made)
            logits, tokens, _ = targets(language, collate(rows))
            sums[name][0] += cross_entropy(logits.float(), tokens, reduction="sum").item()
            sums[name][1] += len(tokens)
    return {name: round(total / max(1, count), 4) for name, (total, count) in sums.items()}


def optimizers(language, muon):
    matrices = [p for p in language.model.layers.parameters() if p.dim() == 2]
    others = [p for p in language.parameters() if not any(p is each for each in matrices)]
    if muon:
        first = torch.optim.Muon(matrices, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
        return [first, torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0)]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    return [torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)]


def rate(step, steps):
    """Rises, stays for half the run, and falls linearly to nearly nothing."""
    return min(1.0, (step + 1) / WARM_UP) * min(1.0, 0.02 + 2 * (steps - step) / steps)


def evaluation(language, held, newline):
    by_kind = {kind: [each for each in held if each[0] == kind and each[2]] for kind in ("cells", "prose", "boxes")}
    found = {
        "loss": held_out_loss(language, by_kind["cells"] + by_kind["prose"], newline),
        "prose": accuracy(language, by_kind["prose"]),
        "cells": accuracy(language, by_kind["cells"]),
        "objects with places": accuracy(language, [each for each in by_kind["cells"] if each[4]], placed=True),
        "pooled cells without separators": accuracy(language, by_kind["cells"], pooled=True, bare=True),
    }
    if by_kind["boxes"]:
        found["objects with places and squares"] = accuracy(language, by_kind["boxes"], placed=True)
    return found


def only(document, types):
    """A document with its questions of some types."""
    return (*document[:2], [part for part in document[2] if part[0] in types], *document[3:])


def tokenizer_of(args):
    file = args.work / "tokenizer.json"
    if not file.exists():
        lines = [text for scene in read(args.texts, 8000) for text in scene]
        train_tokenizer(lines + ["describe the picture."] * 9, VOCABULARY).save(str(file))
    return tokenizers.Tokenizer.from_file(str(file))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("held_out", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--until", type=int, default=10**9, help="stop after this step, to go on with other options")
    parser.add_argument("--tokens", type=int, default=2048, help="positions of a step")
    parser.add_argument("--rate", type=float, default=7e-4, help="of learning, before it falls")
    parser.add_argument("--muon", action="store_true", help="Muon for the matrices instead of AdamW; twice the time a step")
    parser.add_argument("--noise", type=float, default=0.1, help="on embeddings of descriptions, of their spread")
    parser.add_argument("--asking", type=float, default=Form.asking, help="weight of the tokens of questions")
    parser.add_argument("--placed", type=float, default=Form.placed, help="share of scenes told as objects with places")
    parser.add_argument("--pooled", type=float, default=Form.pooled, help="share of phrases in one vector")
    parser.add_argument("--bare", type=float, default=Form.bare, help="share of descriptions without separators")
    parser.add_argument("--captions", type=float, default=Form.captions, help="share of documents with a caption")
    parser.add_argument("--shots", type=float, default=Form.shots, help="share of documents of several scenes")
    parser.add_argument("--fine", type=int, default=3, help="one in so many scenes of sixteen cells")
    parser.add_argument("--objects", type=int, default=9, help="of no scene with more objects")
    parser.add_argument("--types", help="of questions to learn from, with commas between; all unless given")
    parser.add_argument("--scenes", type=int, help="read only so many scenes")
    parser.add_argument("--boxes", type=pathlib.Path, help="a folder of `graft data shapes` whose boxes are told, too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=pathlib.Path, help="a checkpoint whose weights to start from")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = tokenizer_of(args)
    encoder = Encoder(tokenizer)
    documents = encoder.encode(read(args.texts, args.scenes, args.fine, args.objects))
    if args.types:
        documents = [only(document, args.types.split(",")) for document in documents]
        documents = [document for document in documents if document[2]]
    held = encoder.encode(read(args.held_out, 120))
    if args.boxes:
        told = read_boxes(args.boxes, encoder)
        documents += told[100:]
        held += told[:100]
    language = model(tokenizer.get_vocab_size())
    both = optimizers(language, args.muon)
    log = open(args.work / "training_log.jsonl", "a", encoding="utf-8")
    checkpoint = args.work / "checkpoint.pt"
    first = 0
    if args.start:
        language.load_state_dict(torch.load(args.start)["model"])
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        language.load_state_dict(saved["model"])
        for optimizer, state in zip(both, saved["optimizers"]):
            optimizer.load_state_dict(state)
        first = saved["step"]
        torch.manual_seed(args.seed + first)
    form = Form(args.placed, args.pooled, args.bare, args.captions, args.shots, args.asking)
    batches = stream(documents, encoder.newline, args.tokens, random.Random(args.seed + first), form)
    size = sum(p.numel() for p in language.parameters())
    print(f"{size} parameters, {tokenizer.get_vocab_size()} tokens, {len(documents)} documents", flush=True)
    seen, since, total = 0, time.process_time(), 0.0
    for step in range(first, min(args.until, args.steps)):
        batch = next(batches)
        for optimizer in both:
            for group in optimizer.param_groups:
                group["lr"] = args.rate * rate(step, args.steps)
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(language, batch, args.noise)
        value.backward()
        torch.nn.utils.clip_grad_norm_(language.parameters(), 1.0)
        for optimizer in both:
            optimizer.step()
            optimizer.zero_grad()
        seen += batch.ids.shape[0] * batch.ids.shape[1]
        total += value.item()
        if (step + 1) % 50 == 0 or step + 1 == min(args.until, args.steps):
            seconds = time.process_time() - since
            line = {"step": step + 1, "loss": round(total / ((step % 50) + 1), 4), "tokens_per_cpu_second": int(seen / seconds)}
            if (step + 1) % 200 == 0 or step + 1 == min(args.until, args.steps):
                line["held_out"] = evaluation(language, held, encoder.newline)
            if (step + 1) % 100 == 0 or step + 1 == min(args.until, args.steps):
                state = [optimizer.state_dict() for optimizer in both]
                torch.save({"model": language.state_dict(), "optimizers": state, "step": step + 1}, checkpoint)
            print(json.dumps(line), file=log, flush=True)
            seen, since, total = 0, time.process_time(), 0.0


if __name__ == "__main__":
    main()
