"""Writes the texts that DecodingReferenceTest compares with: what transformers' generate writes with a table for a model.

    python scripts/reference/decoding.py backbones/src/test/resources/dev/graft/backbones/decoding/decoding.json

Made with torch 2.13.0 and transformers 5.18. The scores of the next token are rows of two tables, of the last token and of the one before it, so
that a text's past matters. Settings are drawn at random; a case is kept where the same texts come out with tables that differ by 1e-5.
"""

import json
import random
import sys
import warnings

import torch
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.generation import logits_process
from transformers.modeling_outputs import CausalLMOutput

warnings.filterwarnings("ignore")
VOCABULARY = 20
CASES = 240
ENDS = [1, 2]


class TableConfig(PretrainedConfig):
    model_type = "table"


class Table(PreTrainedModel, GenerationMixin):
    config_class = TableConfig
    main_input_name = "input_ids"

    def __init__(self, last, before):
        super().__init__(TableConfig(vocab_size=VOCABULARY))
        self.last, self.before = torch.nn.Parameter(last), torch.nn.Parameter(before)
        self.generation_config = GenerationConfig(eos_token_id=ENDS, pad_token_id=0)

    def forward(self, input_ids, attention_mask=None, **_):
        before = torch.nn.functional.pad(input_ids[:, :-1], (1, 0))
        return CausalLMOutput(logits=self.last[input_ids] + self.before[before])


def settings(r, prompt):
    s = {"max_new_tokens": r.randint(1, 14)}
    if r.random() < 0.6:
        s["num_beams"] = r.randint(2, 5)
        s["length_penalty"] = r.choice([-1.0, 0.0, 0.7, 1.0, 2.0])
        s["early_stopping"] = r.choice([False, True, "never"])
        s["num_return_sequences"] = r.randint(1, s["num_beams"])
        if r.random() < 0.2:
            s["renormalize_logits"] = True
    token = lambda: r.randint(0, VOCABULARY - 1)
    options = {
        "min_new_tokens": lambda: r.randint(1, 6),
        "min_length": lambda: r.randint(1, 12),
        "repetition_penalty": lambda: r.choice([0.8, 1.2, 1.7]),
        "encoder_repetition_penalty": lambda: r.choice([0.7, 1.5]),
        "no_repeat_ngram_size": lambda: r.randint(1, 3),
        "encoder_no_repeat_ngram_size": lambda: r.randint(1, 3),
        "bad_words_ids": lambda: [[token()], [token(), token()], [token(), token(), token()], [1]],
        "sequence_bias": lambda: [[[token()], r.uniform(-3, 3)], [[token(), token()], r.uniform(-3, 3)]],
        "suppress_tokens": lambda: [r.randint(3, VOCABULARY - 1), r.randint(3, VOCABULARY - 1)],
        "begin_suppress_tokens": lambda: [token(), token(), token()],
        "forced_bos_token_id": token,
        "forced_eos_token_id": lambda: r.choice([1, 2, [1, 2]]),
        "exponential_decay_length_penalty": lambda: [r.randint(0, 4), r.choice([1.1, 1.5])],
        "remove_invalid_values": lambda: True,
    }
    for key in r.sample(sorted(options), r.choice([0, 0, 1, 1, 2, 3])):
        s[key] = options[key]()
    # Of several beams transformers changes the first one's scores alone.
    if "num_beams" in s:
        s.pop("encoder_repetition_penalty", None)
    # An end that is forbidden and made likelier is NaN there.
    if "exponential_decay_length_penalty" in s:
        for key in ["min_length", "min_new_tokens", "begin_suppress_tokens", "no_repeat_ngram_size", "forced_bos_token_id"]:
            s.pop(key, None)
    if r.random() < 0.1:
        s["max_length"] = len(prompt) + s.pop("max_new_tokens")
    return s


def written(model, prompt, s):
    ids = torch.tensor([prompt])
    texts = model.generate(ids, attention_mask=torch.ones_like(ids), use_cache=False, do_sample=False, **s)
    found = []
    for text in texts.tolist():
        text = text[len(prompt) :]
        end = next((i for i, token in enumerate(text) if token in ENDS), None)
        # Behind texts that were cut off stands padding.
        found.append(text[:end] if end is not None else text)
    return found


torch.manual_seed(5)
r = random.Random(5)
last, before = torch.randn(VOCABULARY, VOCABULARY) * 2, torch.randn(VOCABULARY, VOCABULARY)
last[:, ENDS] += 1.5
model = Table(last, before).eval()
near = [Table(last + 1e-5 * torch.randn_like(last), before + 1e-5 * torch.randn_like(before)).eval() for _ in range(4)]
cases = []
with torch.no_grad():
    while len(cases) < CASES:
        prompt = [r.randint(3, VOCABULARY - 1) for _ in range(r.choice([1, 1, 2, 4, 7]))]
        s = settings(r, prompt)
        texts = written(model, prompt, s)
        if all(written(other, prompt, s) == texts for other in near):
            cases.append({"prompt": prompt, "settings": s, "texts": texts})

filters = []
for _ in range(60):
    scores = torch.randn(1, 40) * 2
    keep = r.choice([1, 1, 3])
    makers = {
        "top_k": lambda: logits_process.TopKLogitsWarper(r.randint(1, 20), min_tokens_to_keep=keep),
        "top_p": lambda: logits_process.TopPLogitsWarper(r.uniform(0.1, 0.95), min_tokens_to_keep=keep),
        "min_p": lambda: logits_process.MinPLogitsWarper(r.uniform(0.01, 0.5), min_tokens_to_keep=keep),
        "typical_p": lambda: logits_process.TypicalLogitsWarper(r.uniform(0.1, 0.9), min_tokens_to_keep=keep),
        "epsilon_cutoff": lambda: logits_process.EpsilonLogitsWarper(r.uniform(0.001, 0.1), min_tokens_to_keep=keep),
        "eta_cutoff": lambda: logits_process.EtaLogitsWarper(r.uniform(0.001, 0.3), min_tokens_to_keep=keep),
        "top_h": lambda: logits_process.TopHLogitsWarper(r.uniform(0.1, 0.9)),
    }
    name = r.choice(sorted(makers))
    filter = makers[name]()
    value = {
        "top_k": "top_k", "top_p": "top_p", "min_p": "min_p", "typical_p": "mass", "epsilon_cutoff": "epsilon",
        "eta_cutoff": "epsilon", "top_h": "top_h",
    }[name]
    kept = (filter(None, scores)[0] > -torch.inf).nonzero().flatten().tolist()
    filters.append({
        "name": name, "value": float(getattr(filter, value)), "fewest": keep, "scores": scores[0].tolist(), "kept": kept,
    })

with open(sys.argv[1], "w") as file:
    json.dump({
        "vocabulary": VOCABULARY, "ends": ENDS, "last": last.flatten().tolist(), "before": before.flatten().tolist(),
        "cases": cases, "filters": filters,
    }, file)
