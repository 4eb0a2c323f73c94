"""The table of systems."""
import dataclasses
import pathlib

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "systems.md"
EXPORTS = ["system", "written", "loaded", "tensors of the adapter replaced", "answers"]
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


def row(cells):
    return "| " + " | ".join(cells) + " |"


def line(system):
    return row(dataclasses.astuple(system))


def write(rows):
    _replace("<!-- table -->\n", "<!-- end of the table -->\n", COLUMNS, [dataclasses.astuple(one) for one in rows])


def exports(rows):
    """The table of what graft export --to hf writes."""
    _replace("<!-- exports -->\n", "<!-- end of the exports -->\n", EXPORTS, rows)


def _replace(begin, end, columns, rows):
    text = DOCS.read_text()
    head = row(columns) + "\n|" + "---|" * len(columns) + "\n"
    table = head + "".join(row(cells) + "\n" for cells in rows)
    before, rest = text.split(begin)
    text = before + begin + table + end + rest.split(end)[1]
    DOCS.write_text(text)
