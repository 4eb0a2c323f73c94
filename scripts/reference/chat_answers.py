"""Writes which tokens of a conversation are an answer's, as transformers' chat templates say, which ChatAnswersTest compares with.

    python scripts/reference/chat_answers.py models/src/test/resources/dev/graft/models/prompt/answers

Made with transformers 5.18.0 and tokenizers 0.23.2. Where a template marks what the assistant generates, the answer's tokens are those
of apply_chat_template's assistant mask, otherwise all behind the generation prompt. What is learnt are these up to the first token that
keeps turns apart or stops the model, and the model's end token where that is none; blanks that only keep turns apart are not.
"""

import json
import sys
from pathlib import Path

from prompt_pieces import byte_level, legacy
from transformers import PreTrainedTokenizerFast

folder = Path(sys.argv[1])
TURNS = ["<|im_start|>", "<|im_end|>", "<end_of_turn>", "<end_of_utterance>", "<image>"]
PART = "{% for part in m.content %}{{ '<image>' if part.type == 'image' else part.text }}{% endfor %}"
CHATML = "{% for m in messages %}<|im_start|>{{ m.role }}\n" + PART + "<|im_end|>\n{% endfor %}"
PROMPT = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
MARKED = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}{% generation %}" + PART
    + "<|im_end|>{% endgeneration %}\n{% else %}" + PART + "<|im_end|>\n{% endif %}{% endfor %}" + PROMPT
)
VICUNA = (
    "{% for m in messages %}{{ m.role.upper() + ': ' }}{% if m.role != 'assistant' %}" + PART + "{{ ' ' }}{% else %}"
    "{% generation %}" + PART + "{{ ' ' }}{% endgeneration %}{% endif %}{% endfor %}{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)
# LLaVA-OneVision's, whose generation prompt is not what it writes before an answer.
ONE_VISION = (
    "{% for m in messages %}<|im_start|>{{ m.role + ' ' }}{% for part in m.content %}"
    "{{ '<image>' if part.type == 'image' else '\n' + part.text }}{% endfor %}<|im_end|>{% endfor %}" + PROMPT
)
GEMMA = (
    "{{ bos_token }}{% for m in messages %}<start>{{ 'model' if m.role == 'assistant' else m.role }}\n" + PART
    + "<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start>model\n{% endif %}"
)
IDEFICS = (
    "{% for m in messages %}{{ m.role | capitalize }}: " + PART + "<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
SYSTEM = "{% if messages[0].role != 'system' %}<|im_start|>system\nBe brief.<|im_end|>\n{% endif %}" + CHATML + PROMPT
# Each with the tokenizer, and the tokens at which the model stops.
TEMPLATES = {
    "chatml": (CHATML + PROMPT, "bytes", ["<|im_end|>", "<|endoftext|>"]),
    "chatml, another end token first": (CHATML + PROMPT, "bytes", ["<|endoftext|>", "<|im_end|>"]),
    "chatml, whose end of turn does not stop the model": (CHATML + PROMPT, "bytes", ["<|endoftext|>"]),
    "a system prompt of the template's own": (SYSTEM, "bytes", ["<|im_end|>"]),
    "marked to the end of the turn": (MARKED, "bytes", ["<|im_end|>", "<|endoftext|>"]),
    "marked, without an end of turn": (VICUNA, "bytes", ["<|endoftext|>"]),
    "llava-onevision": (ONE_VISION, "bytes", ["<|im_end|>", "<|endoftext|>"]),
    "gemma": (GEMMA, "llama", ["</s>", "<end_of_turn>"]),
    "idefics": (IDEFICS, "bytes", ["<end_of_utterance>", "<|endoftext|>"]),
}
PAIRS = [("What is in the picture?", "a red house"), ("how many?", "3"), ("Is this 'the' same?\nyes or no", "yes, I think.")]


def tokenizer(kind):
    made = byte_level(False) if kind == "bytes" else legacy()
    made.add_special_tokens(TURNS)
    named = dict(eos_token="<|endoftext|>") if kind == "bytes" else dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    known = PreTrainedTokenizerFast(tokenizer_object=made, **named)
    known.add_special_tokens({"additional_special_tokens": TURNS})
    known.save_pretrained(folder / kind)
    return known


def said(role, text, image=False):
    return {"role": role, "content": [{"type": "image"}] * image + [{"type": "text", "text": text}]}


def case(name, template, known, kind, stops, question, answer):
    asked = [said("user", question, True)]
    told = asked + [said("assistant", answer)]
    given = dict(chat_template=template, tokenize=True, return_dict=True)
    prompt = known.apply_chat_template(asked, add_generation_prompt=True, **given)["input_ids"]
    marked = "generation %" in template
    whole = known.apply_chat_template(told, return_assistant_tokens_mask=marked, **given)
    ids = whole["input_ids"]
    if not marked and ids[: len(prompt)] != prompt:
        ids = prompt + known(answer + "<|im_end|>", add_special_tokens=False).input_ids
    mask = whole["assistant_masks"] if marked else [int(place >= len(prompt)) for place in range(len(ids))]
    # Vicuna's generation prompt has no blank before the answer, which the template's mask leaves out and the model has to write.
    answered = [token for place, token in enumerate(ids) if mask[place] or place >= len(prompt)]
    ending = set(known.convert_tokens_to_ids(TURNS + stops))  # not all special tokens: an answer may hold an unknown one
    ends = [place for place, token in enumerate(answered) if token in ending]
    learnt = answered[: ends[0] + 1] if ends else answered
    if not ends:
        text = known.apply_chat_template(told, chat_template=template, tokenize=False).rstrip()
        learnt = known(text).input_ids[len(prompt) :]
    stopping = known.convert_tokens_to_ids(stops)
    learnt = learnt if learnt[-1] in stopping else learnt + stopping[:1]
    masked = [token for place, token in enumerate(ids) if mask[place]]
    if known.bos_token and prompt[0] != known.bos_token_id:  # which a processor's apply_chat_template puts there
        prompt = [known.bos_token_id] + prompt
    image = known.convert_tokens_to_ids("<image>")
    return dict(name=name, tokenizer=kind, template=template, stops=stopping, question=question, answer=answer, masked=masked,
                marked=marked, prompt=[0 if token == image else token for token in prompt], learnt=learnt)


folder.mkdir(parents=True, exist_ok=True)
tokenizers = {kind: tokenizer(kind) for kind in ("bytes", "llama")}
cases = [case(name, template, tokenizers[kind], kind, stops, *pair)
         for name, (template, kind, stops) in TEMPLATES.items() for pair in PAIRS]
for each in cases:
    print(each["name"], each["answer"], tokenizers[each["tokenizer"]].convert_ids_to_tokens(each["learnt"]),
          tokenizers[each["tokenizer"]].convert_ids_to_tokens(each["masked"]))
(folder / "cases.json").write_text(json.dumps(cases, ensure_ascii=False, indent=0) + "\n")
