"""Writes chat-templates.json: what transformers' Jinja makes of templates, and which it refuses.

pip install transformers==5.18 jinja2==3.1.6; run as
scripts/reference/chat_templates.py models/src/test/resources/dev/graft/models/jinja/chat-templates.json. Each case has a template,
the index of its messages, and the text that comes out; no text for one that fails.
"""
import json
import sys

from transformers.utils.chat_template_utils import _compile_jinja_template


def text(words):
    return {"type": "text", "text": words}


IMAGE = {"type": "image"}
MESSAGES = [
    [{"role": "user", "content": [IMAGE, text("What is it?")]}],
    [
        {"role": "system", "content": [text(" Be brief. ")]},
        {"role": "user", "content": [text("First"), IMAGE, text("and then"), IMAGE]},
        {"role": "assistant", "content": [text("A \"dog\"\nand a cat's tail")]},
        {"role": "user", "content": [text("Why? \u00fcber \u732b")]},
    ],
    [{"role": "user", "content": "plain words"}, {"role": "assistant", "content": "  an answer  "}],
]
EXPRESSIONS = """
1 + 2 * 3 - 4 // 3 ** 2 % 5
7 / 2
-3 // 2
-7 % 3
2 ** 3 ** 1
-2 ** 2
1.5 + 1
'a' ~ 1 ~ none ~ true ~ 2.0
'ab' * 3
[1, 'two', "it's", none, {'k': [true]}]
(1, 2)|list + [3]
messages[-1].role
messages[0]['role'][1:3]
messages[1:]|length
messages[::-1]|map(attribute='role')|join(', ')
'abcdef'[::2] ~ 'abcdef'[-2:] ~ 'abcdef'[4:1:-1]
messages|selectattr('role', 'equalto', 'user')|list|length
messages|rejectattr('role', 'equalto', 'user')|map(attribute='role')|list
messages|map(attribute='role')|unique|join
[3, 1, 2]|sort|join('-') ~ [3, 1, 2]|sort(reverse=true)|first
[1, 2, 3, 4]|select('odd')|list ~ [0, 1]|reject|list
missing
missing is defined
missing is not defined and messages is defined
missing|default('x') ~ ''|default('y', true) ~ ''|d('z')
none is none and 1 is not none and 1 is number and 'a' is string and {} is mapping and [] is iterable and [] is sequence
4 is divisibleby 2 and 3 is odd and 4 is even and 2 is eq 2 and 3 is in [3] and true is true and true is boolean
'a' in 'cat' and 'b' not in 'cat' and 'role' in messages[0] and 2 in [1, 2.0]
1 < 2 < 3 and 1 < 3 > 2 and not 2 == 3
'yes' if messages else 'no'
'yes' if false
1 if false else 2 if false else 3
' x '.strip() ~ '|' ~ 'xxaxx'.strip('x') ~ ' a'.lstrip() ~ 'a '.rstrip()
'Hello'.upper() ~ 'Hello'.lower() ~ 'hello world'.title() ~ 'hELLO'.capitalize()
'a,b,,c'.split(',') ~ ' a  b '.split() ~ 'a-b-c'.split('-', 1) ~ 'a  b c'.split(none, 1)
'abc'.startswith('ab') ~ 'abc'.endswith(('x', 'c')) ~ 'abcabc'.replace('b', 'X') ~ 'aaa'.replace('a', 'b', 2)
'abc'.find('c') ~ 'abab'.count('ab')
', '.join(['a', 'b']) ~ '12'.isdigit()
'  Text '|trim|upper ~ 'ab'|length ~ 'ab'|first ~ 'ab'|last ~ 'ab'|reverse ~ 'a b'|title ~ 'aB'|capitalize
('12'|int + '1.5'|float + 'x'|int(7)) ~ 3.7|int ~ -3|abs ~ 2.5|round ~ 2.567|round(1)
{'b': 1, 'a': [none, true, 1.5, 'ü"']}|tojson
{'b': {}, 'a': [1, {'c': 2}]}|tojson(indent=2)
messages[0]|tojson
{'b': 1, 'a': 2}|dictsort|map('first')|list ~ {'a': 1}|items|map('last')|list ~ {'a': 1}.keys()|list ~ {'a': 1}.values()|list
{'a': 1}.get('a') ~ {'a': 1}.get('b') ~ {'a': 1}.get('b', 3)
'one\\ntwo\\n\\nthree'|indent(2) ~ 'a\\nb'|indent(2, true)
range(3)|list ~ range(1, 7, 2)|list ~ range(3, 0, -1)|list
namespace(a=1).a
'a' 'b'
"quote ' and \\" and \\\\ and \\t|"
[1, 2]|last ~ []|first|default('none')
'%' ~ '{{' ~ '}}'
(messages|first).role
-1|abs
- 1 + 2
not false and true
none or 'x'
'' and 'x'
true == 1
'a' < 'b'
messages[0].content is string
messages[5] is defined
loop is defined
{'items': 1}.items is callable
'x'|string|safe
dict(a=1, b='c')
""".strip().splitlines()
BLOCKS = [
    "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}"
    "{{ loop.revindex }}{{ loop.previtem.role if loop.previtem is defined }}{{ loop.nextitem is defined }}\n{% endfor %}",
    "{% for m in [] %}x{% else %}none{% endfor %}",
    "{% for k, v in {'a': 1, 'b': 2}.items() if v > 1 %}{{ k }}{{ v }}{% endfor %}",
    "{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}",
    "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
    "{% if true %}{% set y = 5 %}{% endif %}{{ y }}",
    "{% set a, b = 1, 'two' %}{{ b ~ a }}",
    "{% set t %}kept {{ 1 }}{% endset %}[{{ t }}]{% set u | upper %}abc{% endset %}{{ u }}",
    "{% macro hello(name, end='!') %}Hello {{ name }}{{ end }}{% endmacro %}{{ hello('you') }}{{ hello(end='?', name='me') }}",
    "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%- if true -%}\n  b\n  {%- endif %}\nc\n\n",
    "  {{ 1 }}\n  {% set x = 1 %}\n{{- x }}  {{- 2 -}}  \n {# note #}\n x {# {{ 'in' }} #} y\n",
    "a {% if true +%}\n b {%+ endif %} c\n   {%+ if true %}x{% endif %}",
    "{% raw %}{{ not }} {% this %}{% endraw %}|{% raw -%}\n x\n{%- endraw %}",
    "{{ {'a': {'b': 1}} }}{{ '}}' }}{% if '%}' %}y{% endif %}",
    "{% generation %}{{ 1 }}{% endgeneration %}",
    "{{ raise_exception('no') }}",
    "{{ missing.attribute }}",
    "{{ 'a' + 1 }}",
    "{{ 1 | unknown }}",
    "{{ missing() }}",
    "{{ [].append(1) }}",
    "{{ ''.__class__.__mro__ }}",
    "{% for x in 5 %}{% endfor %}",
    "{% if 1 %}",
    "{% endif %}",
    "{{ 1 + }}",
    "{% unknown %}",
    "{{ 1 // 0 }}",
    "a\r\nb\r\n{% if true %}\r\nc{% endif %}",
    "{{ messages[0].content[0]['type'] if messages[0].content is not string else messages[0].content }}",
    "{%- for message in messages %}\n    {%- if loop.first and message.role != 'system' %}\n{{- 'system default' -}}\n"
    "    {%- endif %}\n    {{- '<|' + message.role + '|>\n' }}\n    {%- if message.content is string %}{{ message.content }}"
    "{%- else %}\n        {%- for part in message.content %}\n            {%- if 'image' in part or part.type == 'image' %}"
    "{{- '<image>' }}\n            {%- elif part.type == 'text' %}{{- part.text | trim }}\n            {%- endif %}\n"
    "        {%- endfor %}\n    {%- endif %}\n    {{- '<|end|>\n' }}\n{%- endfor %}\n{%- if add_generation_prompt %}\n"
    "    {{- '<|assistant|>\n' }}\n{%- endif %}\n",
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set first = messages[0]['content'][0]['text'] + '\n\n' %}"
    "{% set rest = messages[1:] %}{% else %}{% set first = '' %}{% set rest = messages %}{% endif %}"
    "{% for m in rest %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}"
    "{% endif %}<turn>{{ m['role'] }}\n{{ first if loop.first else '' }}{{ m['content'] if m['content'] is string else '' }}"
    "</turn>\n{% endfor %}",
]


def case(template, chosen):
    variables = dict(messages=MESSAGES[chosen], add_generation_prompt=True, bos_token="<s>", tools=None, documents=None)
    try:
        return dict(template=template, messages=chosen, text=_compile_jinja_template(template).render(**variables))
    except Exception:
        return dict(template=template, messages=chosen)


if __name__ == "__main__":
    cases = [case("{{ " + expression + " }}", 1) for expression in EXPRESSIONS]
    cases += [case(block, chosen) for block in BLOCKS for chosen in range(len(MESSAGES))]
    with open(sys.argv[1], "w") as file:
        json.dump(dict(messages=MESSAGES, cases=cases), file, ensure_ascii=False, indent=0)
