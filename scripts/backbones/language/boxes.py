"""Scenes of `graft data shapes` told with where their objects are to the twentieth of a side, and questions for their boxes.

The middle of an object is told by its square, as in chess: twenty columns named a to t from the left, twenty rows named A to
T from the top. So an object, its place and its square can stand in one vector, as a sum. The answer is a box in Graft's and
Qwen-VL's notation, thousandths of the picture's sides, (left,top),(right,bottom): around the middle of the square, as large
as objects of that size are in the mean.

    python scripts/backbones/language/boxes.py SPLIT > squares.jsonl

writes the questions of SPLIT/grounding.jsonl, a folder of such data, with boxes in this notation, for an adapter to learn from:
a model that learnt it says every number of it with certainty, so exact boxes would teach the adapter doubt instead of places.
"""

import json
import pathlib
import re
import sys

from texts import question_type

SQUARES = 20
SIDE = 64
# In the order of the numbers in scenes.jsonl.
SIZES = ("small", "large")
COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink")
SHAPES = ("circle", "square", "triangle", "star", "cross", "heart")
NUMBERS = re.compile(r"\d+")


def lines(file):
    with open(file, encoding="utf-8") as each:
        yield from map(json.loads, each)


def read_boxes(folder, encoder, limit=None):
    """Documents as those of texts.Encoder, of all splits: kind, description, questions, no caption, objects in one vector."""
    made = []
    for split in ("train", "combinations", "test"):
        asked = {}
        for file in ("questions", "grounding"):
            for each in lines(folder / split / f"{file}.jsonl"):
                asked.setdefault(each["image"], []).append((each["question"], each["answer"]))
        scenes = list(lines(folder / split / "scenes.jsonl"))
        halves = [_mean_half(scenes, size) for size in range(len(SIZES))]
        for scene in scenes:
            made.append(_document(scene["objects"], asked.get(scene["image"], []), halves, encoder))
            if len(made) == limit:
                return made
    return made


def _mean_half(scenes, size):
    """Half the mean side of objects of a size, in thousandths."""
    boxes = [each["box"] for scene in scenes for each in scene["objects"] if each["size"] == size]
    sides = sum(right - left + bottom - top for left, top, right, bottom in boxes) / 2
    return 1000 * sides / len(boxes) / SIDE / 2


def _middle(box):
    """Column and row of the square in which the middle of a box lies."""
    return [min(SQUARES - 1, int((low + high) / 2 / SIDE * SQUARES)) for low, high in ((box[0], box[2]), (box[1], box[3]))]


def _canonical(each, halves):
    column, row = ((number + 0.5) * 1000 / SQUARES for number in _middle(each["box"]))
    half = halves[each["size"]]
    numbers = [max(0, min(999, round(value))) for value in (column - half, row - half, column + half, row + half)]
    return "<box>({},{}),({},{})</box>".format(*numbers)


def _document(things, asked, halves, encoder):
    objects, told = [], []
    for each in things:
        name = f"{SIZES[each['size']]} {COLOURS[each['color']]} {SHAPES[each['shape']]}"
        column, row = _middle(each["box"])
        square = chr(ord("a") + column) + chr(ord("A") + row)
        letters = [token for letter in square for token in encoder.plain(letter)]
        objects.append(encoder.plain(f" {name}") + encoder.places[each["place"]] + letters)
        told.append(f"{name} {square}")
    parts = [_part(question, answer, things, halves, encoder) for question, answer in asked]
    return "boxes", next(encoder.descriptions([", ".join(told)])), parts, [], objects


def _meant(answer, things):
    """The object that a box is around, and what is said before the box."""
    reference, box = answer.split("<box>")
    numbers = [int(each) for each in NUMBERS.findall(box)]

    def distance(each):
        return sum(abs(1000 * value / SIDE - number) for value, number in zip(each["box"], numbers))

    return reference, min(things, key=distance)


def _part(question, answer, things, halves, encoder):
    if "<box>" not in answer:
        return question_type(question, answer), *encoder.question(question, answer)
    reference, meant = _meant(answer, things)
    return "box", *encoder.question(question, reference + _canonical(meant, halves))


def main():
    split = pathlib.Path(sys.argv[1]).resolve()
    scenes = {each["image"]: each["objects"] for each in lines(split / "scenes.jsonl")}
    halves = [_mean_half([{"objects": each} for each in scenes.values()], size) for size in range(len(SIZES))]
    for each in lines(split / "grounding.jsonl"):
        reference, meant = _meant(each["answer"], scenes[each["image"]])
        answer = reference + _canonical(meant, halves)
        print(json.dumps(each | {"image": str(split / each["image"]), "answer": answer}))


if __name__ == "__main__":
    main()
