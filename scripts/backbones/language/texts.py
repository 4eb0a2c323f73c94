"""The texts of `graft data shapes` as documents in tokens, for the language model that learns to read them.

A document is <s>, a description, and questions about it as Graft's default prompt template puts them, each answer
followed by </s>. What stands between (a line break, or nothing where visual tokens will stand) varies.
"""

import json
import re

import tokenizers
from tokenizers import decoders, models, pre_tokenizers, processors, trainers

PAD, BOS, EOS = 0, 1, 2
SPECIAL = ["<pad>", "<s>", "</s>"]
COLOURS = "red|green|blue|yellow|orange|purple|pink|cyan"
SHAPES = "circle|square|triangle|star|cross|heart"
PHRASE = re.compile(rf"(small |large )?({COLOURS}) ({SHAPES})\b|empty cell|empty|nothing")
PLACED = re.compile(r"\b(at|on|in) the (top|bottom|left|right|center)")
SEPARATOR = re.compile(r"\s*[,;./|]")
QUESTION = re.compile(r"\nQuestion: (.*) Answer: (.*)")
DESCRIBE = ["", "describe the picture."]


def train_tokenizer(texts, size):
    """A byte-level BPE: any text can be encoded, and the world's words become single tokens."""
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=SPECIAL, initial_alphabet=sorted(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", BOS)]
    )
    return tokenizer


def read(path, limit=None, fine=1, objects=9):
    """Scenes: the four texts of each, as Graft writes them; of those told on a grid of sixteen cells one in `fine`."""
    with open(path, encoding="utf-8") as lines:
        texts, number = [], 0
        for line in lines:
            texts.append(json.loads(line)["text"])
            if len(texts) == 4:
                number += 1
                if _admitted(texts[1], number, fine, objects):
                    yield texts
                texts = []
                if number == limit:
                    return


def _admitted(cells, number, fine, objects):
    told = [match[1] for match in PHRASE.findall(cells)]
    return sum(map(bool, told)) <= objects and (len(told) <= 9 or number % fine == 0)


def asked(text):
    """A reading text in two: the description, and its questions with their answers."""
    return text.split("\n", 1)[0], QUESTION.findall(text)


def documents(scene):
    """Each description of a scene with all questions that it answers, and a caption that says the same."""
    prose, cells, reading, brief = scene
    other, about_cells = asked(reading)
    told, about_told = asked(brief)
    every = about_cells + about_told
    yield "cells", cells, every, prose
    yield "cells", other, every, told
    # Nine places are told of a grid of nine cells; of finer grids prose tells none and answers its own questions only.
    whole = PLACED.search(told) is not None
    yield "prose", told, every if whole else about_told, prose if PLACED.search(prose) is None else None
    if whole and PLACED.search(prose):
        yield "prose", prose, every, told
    else:
        yield "prose", prose, [], None


def question_type(question, answer):
    """The type as Graft's QuestionType names it, by the wording."""
    if answer in ("yes", "no"):
        if re.search(r"\b(same|larger|bigger|smaller|more|fewer|as many)\b", question):
            return "comparison"
        if re.match(r"is there|are there|do you see|does the picture", question):
            return "existence"
        return "relation"
    if answer.isdigit():
        return "count"
    if re.search(r"\bcolor\b", question):
        return "color"
    if re.search(r"\bshape\b", question):
        return "shape"
    if answer in ("small", "large"):
        return "size"
    return "place" if re.match(r"where|in which part", question) else "object"


class Encoder:
    """Texts in tokens. Questions are encoded as Graft encodes them: apart from the description."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.known = {}
        self.newline = self.plain("\n")
        self.shapes = {self.plain(f" {shape}")[-1] for shape in SHAPES.split("|")}
        rows, columns = ("top", "", "bottom"), ("left", "", "right")
        words = [" ".join(filter(None, (row, column))) or "center" for row in rows for column in columns]
        self.places = [self.plain(" " + each) for each in words]

    def plain(self, text):
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]

    def descriptions(self, texts):
        """For each: tokens, the number of the phrase of each (or -1), and whether it is a separator."""
        for text, encoding in zip(texts, self.tokenizer.encode_batch(texts, add_special_tokens=False)):
            spans = [match.span() for match in PHRASE.finditer(text)]
            phrases, span = [], 0
            for _, end in encoding.offsets:
                while span < len(spans) and end > spans[span][1]:
                    span += 1
                inside = span < len(spans) and end > spans[span][0]
                phrases.append(span if inside else -1)
            separators = [bool(SEPARATOR.fullmatch(text[start:end])) for start, end in encoding.offsets]
            yield encoding.ids, phrases, separators

    def placed(self, kind, description):
        """The objects of nine cells, each with the words of its place as prose tells it; empty for other descriptions."""
        tokens, phrases, _ = description
        if kind != "cells" or max(phrases) != 8:
            return []
        objects = [[] for _ in range(9)]
        for token, phrase in zip(tokens, phrases):
            if phrase >= 0:
                objects[phrase].append(token)
        return [each + self.places[number] for number, each in enumerate(objects) if each[-1] in self.shapes]

    def question(self, question, answer):
        return self.plain(f"Question: {question} Answer:"), self.plain(f" {answer}") + [EOS]

    def encode(self, scenes):
        """Documents: kind, description, questions as (type, prompt, answer)."""
        kinds, texts, rest = [], [], []
        for scene in scenes:
            for kind, text, questions, caption in documents(scene):
                kinds.append(kind)
                texts.append(text)
                rest.append((questions, caption))
        encoded = []
        for kind, description, (questions, caption) in zip(kinds, self.descriptions(texts), rest):
            parts = [(question_type(*each), *self.question(*each)) for each in questions]
            captions = [("caption", *self.question(form, caption)) for form in DESCRIBE] if caption else []
            encoded.append((kind, description, parts, captions, self.placed(kind, description)))
        return encoded
