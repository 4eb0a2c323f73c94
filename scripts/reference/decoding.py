"""Writes the texts that DecodingReferenceTest compares with: what transformers' generate writes with a table for a model.

    python scripts/reference/decoding.py backbones/src/test/resources/dev/graft/backbones/decoding/decoding.json

Made with torch 2.13.0 and transformers 5.18. The scores of the next token are rows of two tables, of the last token and of the one
before it, so that a text's past matters. Settings are drawn at random; a case is kept where the same texts come out with tables
that differ by 1e-5.
"""

import json
import random
import sys
import warnings

import torch
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.generation import logits_process
from transformers.modeling_outputs import CausalLMOutput

from generation_settings import drawn, until_end

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


def written(model, prompt, s):
    ids = torch.tensor([prompt])
    texts = model.generate(ids, attention_mask=torch.ones_like(ids), use_cache=False, do_sample=False, **s)
    return until_end(texts, len(prompt), ENDS)


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
        s = drawn(r, len(prompt), VOCABULARY, ENDS)
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
