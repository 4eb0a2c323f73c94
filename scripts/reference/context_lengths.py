"""How many positions architectures read: python scripts/reference/context_lengths.py

Writes backbones/src/test/resources/dev/graft/backbones/folder/context_lengths.json. Of each architecture of transformers a model with
random weights whose config.json says 16 is given longer and longer texts: `reads` is the longest that it reads, null where it reads 40 as
well. `config` is the config.json that transformers saves, without what it says of other things. Rotary positions have no table; what such
a model was made for is its stated length, times what its scaling says.
"""
import json
import pathlib

import torch
import transformers
from transformers.models.altclip.modeling_altclip import AltCLIPTextModel
from transformers.models.bridgetower.modeling_bridgetower import BridgeTowerTextModel
from transformers.models.clap.modeling_clap import ClapTextModel

SMALL = dict(vocab_size=50, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, pad_token_id=1)
BART = dict(vocab_size=50, d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
            encoder_ffn_dim=16, decoder_ffn_dim=16, max_position_embeddings=16, pad_token_id=1)  # fmt: skip
T5 = dict(vocab_size=50, d_model=8, d_kv=4, d_ff=16, num_layers=1, num_heads=2, n_positions=16)
POSITIONS = dict(max_position_embeddings=16)
CASES = {
    "gpt2": dict(vocab_size=50, n_embd=8, n_layer=1, n_head=2, n_positions=16, n_ctx=16),
    "openai-gpt": dict(vocab_size=50, n_embd=8, n_layer=1, n_head=2, n_positions=16),
    "gpt_bigcode": dict(vocab_size=50, n_embd=8, n_layer=1, n_head=2, n_positions=16),
    "gptj": dict(vocab_size=50, n_embd=16, n_layer=1, n_head=2, n_positions=16, rotary_dim=4),
    "codegen": dict(vocab_size=50, n_embd=32, n_layer=1, n_head=4, n_positions=16, n_ctx=16, rotary_dim=4),
    "gpt_neo": dict(vocab_size=50, hidden_size=8, num_layers=1, num_heads=2, attention_types=[[["global"], 1]], **POSITIONS),
    "opt": dict(vocab_size=50, hidden_size=8, word_embed_proj_dim=8, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, **POSITIONS),
    "biogpt": SMALL | POSITIONS,
    "xglm": dict(vocab_size=50, d_model=8, num_layers=1, attention_heads=2, ffn_dim=16, **POSITIONS),
    "bloom": dict(vocab_size=50, hidden_size=8, n_layer=1, n_head=2, seq_length=16),
    "mpt": dict(vocab_size=50, d_model=8, n_layers=1, n_heads=2, max_seq_len=16),
    "falcon": SMALL | POSITIONS | dict(alibi=True),
    "bart": BART,
    "mbart": BART,
    "pegasus": BART,
    "marian": BART,
    "blenderbot": BART,
    "t5": T5,
    "mt5": T5,
    "umt5": T5,
    "longt5": T5,
    "bert": SMALL | POSITIONS,
    "electra": SMALL | POSITIONS | dict(embedding_size=8),
    "distilbert": dict(vocab_size=50, dim=8, n_layers=1, n_heads=2, hidden_dim=16, **POSITIONS),
    "roberta": SMALL | POSITIONS,
    "xlm-roberta": SMALL | POSITIONS,
    "camembert": SMALL | POSITIONS,
    "mpnet": SMALL | POSITIONS,
    "data2vec-text": SMALL | POSITIONS,
    "altclip_text_model": SMALL | POSITIONS | dict(project_dim=8),
    "clap_text_model": SMALL | POSITIONS,
    "bridgetower_text_model": SMALL | POSITIONS,
    "esm": SMALL | POSITIONS | dict(mask_token_id=2, position_embedding_type="absolute"),
    "lilt": SMALL | POSITIONS | dict(hidden_size=24, channel_shrink_ratio=2, max_2d_position_embeddings=64),
    "markuplm": SMALL | POSITIONS | dict(xpath_unit_hidden_size=4, max_depth=4),
    "layoutlmv3": SMALL | POSITIONS | dict(coordinate_size=1, shape_size=2, visual_embed=False, max_2d_position_embeddings=64),
    "deberta-v2": SMALL
    | POSITIONS
    | dict(relative_attention=True, position_biased_input=False, pos_att_type=["c2p", "p2c"], position_buckets=4),
    "clip_text_model": SMALL | POSITIONS,
    "llama": SMALL | POSITIONS,
    "llama linear": SMALL | POSITIONS | dict(rope_scaling=dict(rope_type="linear", factor=4.0, rope_theta=1e4)),
    "llama dynamic": SMALL | POSITIONS | dict(rope_scaling=dict(rope_type="dynamic", factor=4.0, rope_theta=1e4)),
    "llama llama3": SMALL | dict(max_position_embeddings=16, rope_scaling=dict(
        rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=4, rope_theta=1e4)),
    "qwen2": SMALL | POSITIONS | dict(num_key_value_heads=2),
    "qwen2 yarn": SMALL | dict(num_key_value_heads=2, max_position_embeddings=16, rope_scaling=dict(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=16, rope_theta=1e4)),
    "mistral yarn": SMALL | dict(num_key_value_heads=2, max_position_embeddings=16, rope_scaling=dict(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=4, rope_theta=1e4)),
    "gpt_neox": SMALL | POSITIONS,
    "phi": SMALL | POSITIONS,
    "gemma": SMALL | POSITIONS | dict(num_key_value_heads=2, head_dim=4),
    "mamba": dict(vocab_size=50, hidden_size=8, num_hidden_layers=1, state_size=4),
}  # fmt: skip
OWN_CLASSES = {
    "altclip_text_model": AltCLIPTextModel,
    "clap_text_model": ClapTextModel,
    "bridgetower_text_model": BridgeTowerTextModel,
}
OUT = pathlib.Path(__file__).resolve().parents[2] / "backbones/src/test/resources/dev/graft/backbones/folder/context_lengths.json"
KEPT = ("model_type", "is_encoder_decoder", "pad_token_id", "alibi", "position_biased_input", "relative_attention", "rope_scaling",
        "rope_parameters", "rope_theta", "n_positions", "n_ctx", "seq_length", "max_seq_len", "max_position_embeddings")  # fmt: skip


def reads(model, tokens):
    ids = torch.full((1, tokens), 7)
    feeds = dict(input_ids=ids, decoder_input_ids=ids[:, :1]) if model.config.is_encoder_decoder else dict(input_ids=ids)
    try:
        with torch.no_grad():
            model(**feeds, attention_mask=torch.ones_like(ids))
        return True
    except (IndexError, RuntimeError, ValueError):
        return False


def measured(name, settings):
    config = transformers.AutoConfig.for_model(name.split()[0], **settings)
    own = OWN_CLASSES.get(name)
    model = (own(config) if own else transformers.AutoModel.from_config(config)).eval()
    lengths = [tokens for tokens in range(1, 41) if reads(model, tokens)]
    assert lengths == list(range(1, len(lengths) + 1)) and lengths, (name, lengths)
    saved = json.loads(config.to_json_string(use_diff=False))
    return dict(name=name, reads=None if len(lengths) == 40 else len(lengths), config={key: saved[key] for key in KEPT if key in saved})


if __name__ == "__main__":
    cases = [measured(name, settings) for name, settings in CASES.items()]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
