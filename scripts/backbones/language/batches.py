"""Documents as batches, with what makes the frozen model a good reader of vectors that are nobody's embedding.

A position holds up to seven tokens, whose embeddings are summed. So an object such as `small red circle` is sometimes told
in one vector, as a visual token tells it, sometimes together with the words of its place and its square, and then in any
order.
Separators are sometimes left out, as a vision encoder has none. Noise on embeddings is added by the model's trainer where
`soft` is set.
"""

import dataclasses

import torch

from texts import BOS, EOS, PAD

TOGETHER = 7
LANGUAGE = 0.1
WEIGHTS = {"caption": LANGUAGE, "relation": 2.0, "object": 2.0}


@dataclasses.dataclass
class Batch:
    ids: torch.Tensor  # [batch, tokens, TOGETHER]
    weights: torch.Tensor  # [batch, tokens], of the loss of predicting this token
    soft: torch.Tensor  # [batch, tokens], whether it belongs to a description


@dataclasses.dataclass
class Form:
    """Shares of documents: objects with their places, phrases in one vector, no separators, a caption, several scenes."""

    placed: float = 0.2
    pooled: float = 0.3
    bare: float = 0.3
    captions: float = 0.2
    shots: float = 0.06
    asking: float = 0.03


class Row:
    def __init__(self):
        self.ids, self.weights, self.soft = [[BOS]], [0.0], [False]

    def add(self, tokens, weight, soft=False):
        self.ids.extend([token] for token in tokens)
        self.weights.extend([weight] * len(tokens))
        self.soft.extend([soft] * len(tokens))

    def describe(self, description, weight, pooled=False, bare=False):
        tokens, phrases, separators = description
        before = -1
        for token, phrase, separator in zip(tokens, phrases, separators):
            if bare and separator:
                continue
            if pooled and phrase >= 0 and phrase == before:
                self.ids[-1].append(token)
            else:
                self.add([token], 0.0 if pooled or bare else weight, soft=True)
            before = phrase

    def place(self, objects, rng):
        """Objects in one vector each, with the words of their places, in any order."""
        for tokens in rng.sample(objects, len(objects)):
            self.ids.append(list(tokens))
            self.weights.append(0.0)
            self.soft.append(True)

    def ask(self, parts, newline, language, chance):
        for kind, prompt, answer in parts:
            if chance(0.5):
                self.add(newline, 0.0)
            self.add(prompt, language)
            self.add(answer, WEIGHTS.get(kind, 1.0))


def row(document, newline, rng, form):
    """A document to learn from."""

    def chance(probability):
        return rng.random() < probability

    _, description, parts, captions, objects = document
    made = Row()
    if objects and chance(form.placed):
        made.place(objects, rng)
    else:
        made.describe(description, LANGUAGE, pooled=chance(form.pooled), bare=chance(form.bare))
    asked = list(parts)
    rng.shuffle(asked)
    if captions and chance(form.captions):
        asked.insert(rng.randrange(min(3, len(asked) + 1)), rng.choice(captions))
    if not asked:
        made.add([EOS], LANGUAGE)
    made.ask(asked, newline, form.asking, chance)
    return made


def shots(documents, newline, rng, form):
    """Several scenes, each with one question: what a prompt with examples looks like."""

    def chance(probability):
        return rng.random() < probability

    made = Row()
    placed, pooled, bare = chance(form.placed), chance(form.pooled), chance(form.bare)
    for number, (_, description, parts, _, objects) in enumerate(documents):
        if number and chance(0.5):
            made.add(newline, 0.0)
        if placed and objects:
            made.place(objects, rng)
        else:
            made.describe(description, 0.0, pooled, bare)
        made.ask(rng.sample(parts, min(len(parts), 2)), newline, 0.0, chance)
    return made


def collate(rows):
    length = max(len(each.ids) for each in rows)
    ids = torch.full((len(rows), length, TOGETHER), PAD)
    weights = torch.zeros(len(rows), length)
    soft = torch.zeros(len(rows), length, dtype=torch.bool)
    for number, each in enumerate(rows):
        size = len(each.ids)
        ids[number, :size] = torch.tensor([(token + [PAD] * TOGETHER)[:TOGETHER] for token in each.ids])
        weights[number, :size] = torch.tensor(each.weights)
        soft[number, :size] = torch.tensor(each.soft)
    return Batch(ids, weights, soft)


def stream(documents, newline, tokens, rng, form):
    """Batches without end, of documents of like lengths, about `tokens` positions each."""
    while True:
        order = list(range(len(documents)))
        rng.shuffle(order)
        for start in range(0, len(order), 2048):
            rows = []
            for number in order[start : start + 2048]:
                if rng.random() < form.shots:
                    some = [documents[number]] + rng.choices(documents, k=rng.randint(1, 4))
                    some = [each for each in some if each[2]]
                    if some:
                        rows.append(shots(some, newline, rng, form))
                else:
                    rows.append(row(documents[number], newline, rng, form))
            rows.sort(key=lambda each: len(each.ids))
            batches, batch = [], []
            for each in rows:
                if batch and (len(batch) + 1) * len(each.ids) > tokens:
                    batches.append(batch)
                    batch = []
                batch.append(each)
            batches.append(batch)
            rng.shuffle(batches)
            yield from map(collate, batches)
