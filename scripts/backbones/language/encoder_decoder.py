"""Trains a small T5 on the same texts, for the presets that prompt an encoder-decoder, and writes it in the Hugging Face layout.

    scripts/graft data shapes --out DATA --images 1 --texts 40000 --seed 1
    scripts/graft data shapes --out BOXES --images 24000 --seed 77
    python scripts/backbones/language/encoder_decoder.py DATA/texts.jsonl TOKENIZER.json FOLDER --boxes BOXES

TOKENIZER.json is that of shapes-language. Graft does not carry this model: in the steps that were tried it did not learn to read.
"""

import argparse
import json
import pathlib
import random

import tokenizers
import torch
import transformers
from torch.nn.functional import embedding

from batches import TOGETHER, Row
from boxes import read_boxes
from texts import EOS, PAD, Encoder, read

WARM_UP = 60


def model(vocabulary):
    config = transformers.T5Config(
        vocab_size=vocabulary,
        d_model=160,
        d_kv=32,
        d_ff=448,
        num_heads=5,
        num_layers=4,
        num_decoder_layers=2,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=True,
        pad_token_id=PAD,
        eos_token_id=EOS,
        decoder_start_token_id=PAD,
    )
    return transformers.T5ForConditionalGeneration(config)


def sample(document, part, rng):
    """A description with a question, as vectors of several tokens, and the answer's tokens."""
    made = Row()
    made.ids, made.weights, made.soft = [], [], []
    if document[4] and rng.random() < 0.7:
        made.place(document[4], rng)
    else:
        made.describe(document[1], 0.0, rng.random() < 0.8, rng.random() < 0.7)
    made.add(part[1], 0.0)
    return made.ids, part[2]


def collate(rows):
    read_tokens, written = (max(len(row[part]) for row in rows) for part in (0, 1))
    ids = torch.full((len(rows), read_tokens, TOGETHER), PAD)
    mask = torch.zeros(len(rows), read_tokens, dtype=torch.long)
    labels = torch.full((len(rows), written), -100)
    for number, (vectors, answer) in enumerate(rows):
        ids[number, : len(vectors)] = torch.tensor([(each + [PAD] * TOGETHER)[:TOGETHER] for each in vectors])
        mask[number, : len(vectors)] = 1
        labels[number, : len(answer)] = torch.tensor(answer)
    return ids, mask, labels


def stream(documents, rng, size):
    """Batches without end, of samples of like lengths; of each document up to three questions, or a caption."""
    while True:
        order = rng.sample(documents, len(documents))
        for start in range(0, len(order), 4096):
            rows = []
            for document in order[start : start + 4096]:
                captions = document[3] and (not document[2] or rng.random() < 0.08)
                parts = document[3] if captions else document[2]
                rows += [sample(document, part, rng) for part in rng.sample(parts, min(len(parts), 3))]
            rows.sort(key=lambda row: len(row[0]))
            batches = [rows[first : first + size] for first in range(0, len(rows), size)]
            rng.shuffle(batches)
            yield from map(collate, batches)


def loss(language, batch):
    ids, mask, labels = batch
    vectors = (embedding(ids, language.shared.weight) * (ids != PAD).unsqueeze(-1)).sum(2)
    return language(inputs_embeds=vectors, attention_mask=mask, labels=labels).loss


def train(language, documents, args):
    optimizer = torch.optim.AdamW(language.parameters(), betas=(0.9, 0.98), weight_decay=0.05, fused=True)
    batches = stream(documents, random.Random(args.seed), 96)
    for step in range(args.steps):
        for group in optimizer.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / WARM_UP, 0.02 + 2 * (args.steps - step) / args.steps)
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(language, next(batches))
        value.backward()
        torch.nn.utils.clip_grad_norm_(language.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if (step + 1) % 50 == 0:
            print(f"step {step + 1}  loss {value.item():.4f}", flush=True)


class Read(torch.nn.Module):
    def __init__(self, language):
        super().__init__()
        self.encoder = language.encoder

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class Write(torch.nn.Module):
    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, encoder_hidden_states, encoder_attention_mask):
        return self.language(
            decoder_input_ids=input_ids,
            encoder_outputs=(encoder_hidden_states,),
            attention_mask=encoder_attention_mask,
            use_cache=False,
        ).logits


def export(module, inputs, output, file):
    """Axes 0 and 1 vary; an input named encoder_... is as long as what was read."""

    def axes(name):
        return {0: "batch_size", 1: "encoder_sequence_length" if "encoder" in name else "sequence_length"}

    names = {name: axes(name) for name in [*inputs, output]}
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        file,
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=names,
        opset_version=17,
        dynamo=False,
    )


def write(language, tokenizer, folder):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    ids, mask = torch.randint(3, 500, (2, 7)), torch.ones(2, 7, dtype=torch.long)
    export(Read(language), {"input_ids": ids, "attention_mask": mask}, "last_hidden_state", folder / "onnx/encoder_model.onnx")
    states = torch.randn(2, 7, language.config.d_model)
    told = {"input_ids": ids[:, :4], "encoder_hidden_states": states, "encoder_attention_mask": mask}
    export(Write(language), told, "logits", folder / "onnx/decoder_model.onnx")
    language.config.architectures = ["T5ForConditionalGeneration"]
    language.config.save_pretrained(folder)
    special = {"decoder_start_token_id": PAD, "eos_token_id": EOS, "pad_token_id": PAD}
    (folder / "generation_config.json").write_text(json.dumps(special) + "\n")
    words = {"eos_token": "</s>", "pad_token": "<pad>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(words) + "\n")
    plain = json.loads(tokenizer.to_str()) | {"post_processor": None}
    (folder / "tokenizer.json").write_text(json.dumps(plain))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("tokenizer", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--boxes", type=pathlib.Path, required=True, help="a folder of `graft data shapes`")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    tokenizer = tokenizers.Tokenizer.from_file(str(args.tokenizer))
    encoder = Encoder(tokenizer)
    documents = encoder.encode(read(args.texts, 9000, 6)) + read_boxes(args.boxes, encoder)
    documents = [each for each in documents if each[2] or each[3]]
    language = model(tokenizer.get_vocab_size())
    train(language, documents, args)
    write(language.eval(), tokenizer, args.folder)


if __name__ == "__main__":
    main()
