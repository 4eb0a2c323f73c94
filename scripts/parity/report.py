"""The table of systems."""
import dataclasses
import pathlib

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "systems.md"
COLUMNS = ["system", "imported", "pixels", "features", "visual tokens", "prompt ids", "answers", "5 beams", "training", "export"]


@dataclasses.dataclass
class Row:
    """What was compared of a system; differences are the largest of all pictures."""

    system: str
    imported: str
    pixels: str = "-"
    features: str = "-"
    visual: str = "-"
    prompts: str = "-"
    answers: str = "-"
    beams: str = "-"
    training: str = "-"
    export: str = "-"


def line(row):
    return "| " + " | ".join(dataclasses.astuple(row)) + " |"


def write(rows):
    text = DOCS.read_text()
    begin, end = "<!-- table -->\n", "<!-- end of the table -->\n"
    head = "| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS) + "\n"
    table = head + "".join(line(row) + "\n" for row in rows)
    before, rest = text.split(begin)
    text = before + begin + table + end + rest.split(end)[1]
    DOCS.write_text(text)
