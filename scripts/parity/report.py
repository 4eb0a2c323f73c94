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
    """The rows of these systems in their table; those of others stay."""
    _replace("<!-- table -->\n", "<!-- end of the table -->\n", COLUMNS, [dataclasses.astuple(one) for one in rows])


def exports(rows):
    """The same in the table of what graft export --to hf writes."""
    _replace("<!-- exports -->\n", "<!-- end of the exports -->\n", EXPORTS, rows)


def _replace(begin, end, columns, rows):
    text = DOCS.read_text()
    before, rest = text.split(begin)
    table, after = rest.split(end)
    found = {}
    for line in table.splitlines()[2:]:
        found.setdefault(_system(line), []).append(line)
    found |= {cells[0]: [] for cells in rows}
    for cells in rows:
        found[cells[0]].append(row(cells))
    head = [row(columns), "|" + "---|" * len(columns)]
    lines = head + [line for lines in found.values() for line in lines]
    DOCS.write_text(before + begin + "".join(line + "\n" for line in lines) + end + after)


def _system(line):
    return line.split("|")[1].strip()
