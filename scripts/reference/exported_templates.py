"""Writes what transformers' Jinja makes of the chat templates that graft export writes.

    python scripts/reference/exported_templates.py FOLDER models/src/test/resources/dev/graft/models/export/template/jinja.json

FOLDER has a file for each prompt format, called as it is, with its template: what ChatTemplate.of(format, "<image>", "</s>") gives.
Made with transformers 5.18.0 and jinja2 3.1.6. A conversation is a list of messages; of one that a template refuses the text is
null.
"""
import json
import sys
from pathlib import Path

from transformers.utils.chat_template_utils import _compile_jinja_template

folder, out = map(Path, sys.argv[1:])
IMAGE = {"type": "image"}


def text(words):
    return {"type": "text", "text": words}


def user(*parts):
    return {"role": "user", "content": [IMAGE if part is IMAGE else text(part) for part in parts]}


SYSTEM = {"role": "system", "content": [text("Be short.")]}
ANSWER = {"role": "assistant", "content": [text("A dog.")]}
CONVERSATIONS = [
    [user(IMAGE, "What is it?")],
    [SYSTEM, user(IMAGE, "What is it?")],
    [user("Who are you?")],
    [user(IMAGE, IMAGE, "Which?"), ANSWER, user("Why? It's \"odd\"")],
    [user("Who?"), ANSWER, user(IMAGE, "And this?")],
    [user("Look here:", IMAGE)],
    [user(" What is ", IMAGE, " this? ")],
    [SYSTEM, user("Is ", IMAGE, " like ", IMAGE, "?")],
    [user(IMAGE, "Is it like ", IMAGE)],
    [user(IMAGE, "Who?"), ANSWER, user(IMAGE, "or ", IMAGE, " here")],
]


def rendered(template, messages):
    try:
        return template.render(messages=messages, add_generation_prompt=True, bos_token="<s>", eos_token="</s>")
    except Exception as error:
        assert "put images in front" in str(error), error
        return None


def main():
    cases = []
    for file in sorted(folder.iterdir()):
        template = _compile_jinja_template(file.read_text())
        made = [{"messages": messages, "written": rendered(template, messages)} for messages in CONVERSATIONS]
        cases.append({"format": file.name, "template": file.read_text(), "conversations": made})
    out.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


main()
