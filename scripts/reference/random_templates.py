"""Writes random-templates.json: random small templates, and what transformers' Jinja makes of them.

pip install transformers==5.18 jinja2==3.1.6; run as
scripts/reference/random_templates.py models/src/test/resources/dev/graft/models/jinja/random-templates.json [COUNT [SEED]]. Each
case has a template and the text that comes out; no text for one that fails. Templates that fail are kept as often as others are.
"""
import copy
import json
import random
import signal
import sys

from transformers.utils.chat_template_utils import _compile_jinja_template

VALUES = {
    "s": "Hello World", "t": " a,b,,C ", "u": "\u00fcber \U0001f600 it's", "e": "", "n": 3, "z": 0, "f": 2.5, "m": -7,
    "l": [3, 1, 2], "w": ["b", "A", "a", "C"], "d": {"b": 1, "a": [1, "x"], "C": None}, "o": [], "none_": None, "yes": True,
    "r": [{"role": "user", "n": 2}, {"role": "System", "n": 1}, {"role": "user", "n": 3.0}],
}
TEXTS = ["''", "'a'", "'Ab c'", "\"it's\"", "'x\\ny\\n\\nz'", "'a,b'", "'\\u00e9\\t'", "'12'", "' 3.5 '", "'1e3'", "'%'", "'ab'",
         "'l'"]
NUMBERS = ["0", "1", "2", "3", "-1", "-2", "10", "7", "0.5", "2.0", "1.25", "1e20", "-0.0", "100", "1_000", "0x1f", "123456.789"]
FILTERS = """upper lower capitalize title trim string length count list first last reverse items dictsort abs round int float tojson
    unique sort join""".split()
FILTERS_WITH = [
    "join({t})", "join({t}, attribute='role')", "replace({t}, {t})", "replace({t}, {t}, {i})", "default({a})", "default({a}, true)",
    "d({a})", "int({i})", "float({i})", "round({i})", "round({i}, 'floor')", "indent({i})", "indent({i}, true)",
    "indent(2, blank=true)", "sort(reverse=true)", "sort(case_sensitive=true)", "sort(attribute='n')", "unique(true)",
    "tojson(indent={i})", "tojson(ensure_ascii=true)", "tojson(true)", "tojson(sort_keys=true)", "tojson(separators=(',', ':'))",
    "dictsort(by='value')", "dictsort(reverse=true)", "map(attribute='role')", "map('upper')", "map('int')",
    "map(attribute='q', default=1)",
    "select('odd')", "select", "reject('string')", "select('>', {i})", "selectattr('role', 'equalto', 'user')",
    "rejectattr('n', 'gt', 1)", "selectattr('q')", "trim({t})", "map('default', 1)", "unique(attribute='role')"]
TESTS = """defined undefined none string number integer float boolean true false mapping sequence iterable callable odd even lower
    upper""".split()
TESTS_WITH = ["divisibleby({i})", "in({l})", "eq({a})", "equalto({a})", "ne({a})", "lt({a})", "gt({i})", "le({a})", "ge({i})"]
METHODS = """strip() lstrip() rstrip() upper() lower() title() capitalize() split() isdigit() items() keys() values()""".split()
METHODS_WITH = [
    "strip({t})", "split({t})", "split({t}, {i})", "split(none, {i})", "replace({t}, {t})", "replace({t}, {t}, {i})", "find({t})",
    "count({t})", "startswith({t})", "endswith(({t}, {t}))", "join({l})", "get({t})", "get({t}, {a})", "index({i})", "rstrip({t})"]
ARITHMETIC = ["+", "-", "*", "/", "//", "%", "~", "~", "+"]
ORDER = ["==", "!=", "<", ">", "<=", ">=", "in", "not in"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def fill(self, pattern, depth):
        made = pattern
        for key, make in (("{t}", self.text), ("{i}", self.number), ("{l}", self.list), ("{a}", self.any)):
            while key in made:
                made = made.replace(key, make(depth - 1), 1)
        return made

    def text(self, depth):
        simple = depth < 1 or self.random.random() < 0.8
        return self.random.choice(TEXTS + ["s", "t", "u", "e"]) if simple else self.any(depth - 1)

    def number(self, depth):
        return self.random.choice(NUMBERS + ["n", "z", "f", "m", "yes"])

    def list(self, depth):
        if self.random.random() < 0.5:
            return self.random.choice(["l", "w", "o", "r", "range(3)", "range(1, 9, 3)", "range(3, 0, -1)"])
        items = [self.any(depth - 2) for _ in range(self.random.randrange(4))]
        return "[" + ", ".join(items) + "]" if self.random.random() < 0.7 else "(" + "".join(item + ", " for item in items) + ")"

    def dictionary(self, depth):
        if self.random.random() < 0.4:
            return "d"
        keys = [self.random.choice(["'b'", "'a'", "'B'", "1", "s", "none"]) for _ in range(self.random.randrange(4))]
        return "{" + ", ".join(key + ": " + self.any(depth - 2) for key in keys) + "}"

    def leaf(self):
        kind = self.random.random()
        return self.random.choice(["none", "true", "false", "missing", "yes", "none_"]) if kind < 0.12 else \
            self.text(0) if kind < 0.45 else self.number(0) if kind < 0.7 else self.list(0) if kind < 0.88 else self.dictionary(0)

    def any(self, depth):
        if depth <= 0:
            return self.leaf()
        pick = self.random.random
        kind = self.random.randrange(14)
        one = lambda: self.any(depth - 1)
        closed = lambda: one() if depth <= 1 else "(" + one() + ")"
        if kind < 3:
            return closed() + "|" + (self.random.choice(FILTERS) if pick() < 0.5 else self.fill(self.random.choice(FILTERS_WITH), depth))
        if kind < 5:
            method = self.random.choice(METHODS) if pick() < 0.4 else self.fill(self.random.choice(METHODS_WITH), depth)
            return "(" + one() + ")." + method
        if kind < 7:
            if pick() < 0.1:
                return closed() + " ** " + self.random.choice(["0", "1", "2", "3", "-1", "0.5"])
            return closed() + " " + self.random.choice(ARITHMETIC) + " " + closed()
        if kind == 7:
            return closed() + " " + self.random.choice(ORDER) + " " + closed()
        if kind == 8:
            test = self.random.choice(TESTS) if pick() < 0.5 else self.fill(self.random.choice(TESTS_WITH), depth)
            return "(" + one() + ") is " + ("not " if pick() < 0.3 else "") + test
        if kind == 9:
            bounds = [self.random.choice(["", "1", "-1", "2", "-2", "0", "100", "2147483647"]) for _ in range(3)]
            return "(" + one() + ")[" + (self.number(0) if pick() < 0.3 else ":".join(bounds[:self.random.choice([2, 3])])) + "]"
        if kind == 10:
            return "(" + one() + ")" + self.random.choice(
                ["[0]", "[-1]", "['a']", ".a", ".role", "[1]", "['role']", ".b", ".1", "['items']"])
        if kind == 11:
            return self.random.choice(["not ", "-", "+"]) + closed()
        if kind == 12:
            return closed() + self.random.choice([" and ", " or "]) + closed()
        return closed() + " if " + closed() + (" else " + closed() if pick() < 0.8 else "")

    def block(self):
        one = lambda: self.any(2)
        return self.random.choice([
            lambda: "{{ " + self.any(self.random.randrange(1, 4)) + " }}",
            lambda: "{{ " + self.any(self.random.randrange(1, 4)) + " }}",
            lambda: "{% for i in " + one() + " %}{{ loop.index }}{{ i }}{{ loop.last }}{% else %}-{% endfor %}",
            lambda: "{% for i in " + self.list(2) + " if " + one() + " %}\n  {{ i }}\n {% endfor %}\n",
            lambda: "{% for a, b in " + one() + " %}{{ a }}={{ b }};{{ loop.revindex0 }}{% endfor %}",
            lambda: "{% set x = " + one() + " %}{{ x }}{% for i in " + self.list(2) + " %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}",
            lambda: "{% set x = namespace(a=" + one() + ") %}{% for i in l %}{% set x.a = x.a " + self.random.choice(ARITHMETIC) + " i %}"
                    "{% endfor %}{{ x.a }}{{ x['a'] }}{{ x.b is defined }}",
            lambda: "{% set x = " + one() + ", " + one() + " %}{{ x }}{% set a, b = x %}{{ b }}",
            lambda: "{% if " + one() + " %}{{ " + one() + " }}{% elif " + one() + " %}y{% else %}n{% endif %}",
            lambda: "{% macro f(a, b=" + one() + ") %}[{{ a }}{{ b }}]{% endmacro %}{{ f(" + one() + ") }}{{ f(b=1) }}",
            lambda: "{% set x %}{{ " + one() + " }}{% endset %}{{ x|length }}{{ x }}",
            lambda: "{% for i in range(6) %}{% if " + one() + " %}{% " + self.random.choice(["break", "continue"])
                    + " %}{% endif %}{{ i }}{% endfor %}",
            lambda: "{% set g = " + self.list(2) + "|" + self.fill(self.random.choice(FILTERS_WITH), 2) + " %}{{ g|list }}{{ g|list }}",
            lambda: "{% for m in r %}{{ loop.cycle(" + one() + ", 2) }}{{ loop.previtem is defined }}{{ m.role }}{% endfor %}",
        ])()


def case(template):
    # Of copies of the values: 'indent' of a list adds to the list itself before it fails.
    def late(*_):
        raise TimeoutError()

    signal.signal(signal.SIGALRM, late)
    signal.alarm(2)
    try:
        return dict(template=template, text=_compile_jinja_template(template).render(**copy.deepcopy(VALUES)))
    except TimeoutError:
        return None
    except Exception:
        return dict(template=template)
    finally:
        signal.alarm(0)


def is_plain(text):
    """Whether it shows no addresses of Python's objects and no classes."""
    unlike = ("<generator", "object at", "<built-in", "<class", "<list_", "<dict_", "bound method")
    return len(text) < 2000 and not any(word in text for word in unlike)


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    written, refused = {}, {}
    while len(written) < count // 2 or len(refused) < count - count // 2:
        made = case(maker.block())
        if made and is_plain(made.get("text", "")):
            (written if "text" in made else refused)[made["template"]] = made
    cases = list(written.values())[:count // 2] + list(refused.values())[:count - count // 2]
    with open(sys.argv[1], "w") as file:
        json.dump(dict(values=VALUES, cases=cases), file, ensure_ascii=False, indent=0)
