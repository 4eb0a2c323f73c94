"""Writes transformers.safetensors: what PyTorch computes for small adapters of published systems.

pip install torch==2.13 transformers==5.18.0 safetensors==0.8.0; run as
scripts/reference/transformer_adapters.py adapters/src/test/resources/dev/graft/adapters/transformers.safetensors.
Q-Formers and Idefics2's connector are the modules of transformers; MAPL and Qwen-VL, which are not there, are composed
of PyTorch's own modules. Loss of a case: sum(output * weight).
"""
import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from transformers import Blip2QFormerConfig, Idefics2Config, InstructBlipQFormerConfig
from transformers.models.blip_2.modeling_blip_2 import Blip2QFormerModel, Blip2TextEmbeddings
from transformers.models.idefics2.modeling_idefics2 import Idefics2Connector
from transformers.models.instructblip.modeling_instructblip import InstructBlipQFormerModel
from transformers.models.qwen2_vl.modeling_qwen2_vl import PatchMerger

BATCH, FEATURES, VISION, WIDTH, LANGUAGE = 2, 6, 5, 4, 8
QUERIES, TEXT, VOCABULARY, POSITIONS = 3, 4, 11, 5
QFORMER = dict(
    hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=6, encoder_hidden_size=VISION,
    cross_attention_frequency=2, vocab_size=VOCABULARY, max_position_embeddings=POSITIONS,
    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
)  # fmt: skip
# PyTorch gives the embedding of the padding token, 0, no gradient; nothing that is learnt from depends on it.
IDS = torch.randint(1, VOCABULARY, (BATCH, TEXT), generator=torch.Generator().manual_seed(5))
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])


def randomise(modules, seed):
    torch.manual_seed(seed)
    for module in modules.values():
        for name, parameter in module.named_parameters():
            centre = 1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
            nn.init.normal_(parameter, centre, 0.4)


def case(out, name, modules, forward, text=False, features=FEATURES, weights=True, padding=0):
    """Modules by the prefix of their names. The last image has vectors of zeros as padding."""
    x = torch.randn(BATCH, features, VISION)
    x[-1, features - padding :] = 0
    x.requires_grad_()
    y = forward(x)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    tensors = {"features": x, "output": y, "loss_weight": weight, "grad/features": x.grad}
    if text:
        tensors |= {"ids": IDS, "mask": MASK}
    for prefix, module in modules.items():
        for part, parameter in module.named_parameters():
            if weights:
                tensors[f"parameter/{prefix}{part}"] = parameter
            if parameter.grad is not None:
                tensors[f"grad/{prefix}{part}"] = parameter.grad
    tensors = {k: v for k, v in tensors.items() if v is not None}
    out.update({f"{name}|{key}": t.detach().contiguous().clone() for key, t in tensors.items()})
    for module in modules.values():
        module.zero_grad(set_to_none=True)


class Tokens(nn.Module):
    """A parameter of its own."""

    def __init__(self, name, *shape):
        super().__init__()
        self.register_parameter(name, nn.Parameter(torch.zeros(*shape)))


def instructblip(out):
    tokens = Tokens("query_tokens", 1, QUERIES, WIDTH)
    qformer = InstructBlipQFormerModel(InstructBlipQFormerConfig(**QFORMER))
    projection = nn.Linear(WIDTH, LANGUAGE)
    modules = {"": tokens, "qformer.": qformer, "language_projection.": projection}
    randomise(modules, 1)

    def forward(x):
        mask = torch.cat([torch.ones(BATCH, QUERIES, dtype=torch.long), MASK], 1)
        states = qformer(
            input_ids=IDS, attention_mask=mask, query_embeds=tokens.query_tokens.expand(BATCH, -1, -1),
            encoder_hidden_states=x,
        )[0]  # fmt: skip
        return projection(states[:, :QUERIES])

    case(out, "instructblip", modules, forward, text=True)
    blip2(out, tokens, qformer)


def blip2(out, tokens, same):
    """Passes of BLIP-2's first stage, with the weights of InstructBLIP's Q-Former."""
    config = Blip2QFormerConfig(**QFORMER, use_qformer_text_input=True)
    qformer, embeddings = Blip2QFormerModel(config), Blip2TextEmbeddings(config)
    modules = {"": tokens, "qformer.": qformer, "embeddings.": embeddings}
    qformer.encoder.load_state_dict(same.encoder.state_dict())
    qformer.layernorm.load_state_dict(same.embeddings.layernorm.state_dict())
    embeddings.word_embeddings.load_state_dict(same.embeddings.word_embeddings.state_dict())
    embeddings.position_embeddings.load_state_dict(same.embeddings.position_embeddings.state_dict())
    hidden = torch.finfo(torch.float32).min

    def text(x):
        states = qformer(query_embeds=embeddings(input_ids=IDS), query_length=0, attention_mask=MASK)[0]
        return states + 0 * x.sum()

    def caption(x):
        rows = QUERIES + TEXT
        seen = torch.ones(rows, rows, dtype=torch.bool).tril()
        seen[:QUERIES, :QUERIES] = True
        seen = seen[None] & torch.cat([torch.ones(BATCH, QUERIES), MASK], 1).bool()[:, None, :]
        mask = torch.where(seen, 0.0, hidden)[:, None]
        words = embeddings(input_ids=IDS, query_embeds=tokens.query_tokens.expand(BATCH, -1, -1))
        return qformer(
            query_embeds=words, query_length=QUERIES, attention_mask=mask, encoder_hidden_states=x,
        )[0]  # fmt: skip

    case(out, "blip2/text", modules, text, text=True, weights=False)
    case(out, "blip2/caption", modules, caption, text=True, weights=False)


def idefics2(out):
    config = Idefics2Config(
        vision_config=dict(hidden_size=VISION, num_attention_heads=1),
        text_config=dict(hidden_size=LANGUAGE, intermediate_size=6, num_attention_heads=1, hidden_act="silu"),
        perceiver_config=dict(
            hidden_size=LANGUAGE, resampler_n_latents=3, resampler_depth=2, resampler_n_heads=4, resampler_head_dim=1,
            num_key_value_heads=2,
        ),
    )  # fmt: skip
    connector = Idefics2Connector(config)
    modules = {"model.connector.": connector}
    randomise(modules, 3)
    case(out, "idefics2", modules, lambda x: connector(x, torch.ones(BATCH, FEATURES)))
    seen = torch.ones(BATCH, FEATURES)
    seen[-1, FEATURES - 2 :] = 0
    case(out, "idefics2/padded", modules, lambda x: connector(x, seen), weights=False, padding=2)


def mapl(out):
    layer = nn.TransformerEncoderLayer(WIDTH, 2, 2 * WIDTH, dropout=0.0, batch_first=True, norm_first=True)
    const, down, up = Tokens("const", 3, WIDTH), nn.Linear(VISION, WIDTH), nn.Linear(WIDTH, LANGUAGE)
    transformer = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    modules = {"": const, "down.": down, "transformer.": transformer, "up.": up}
    randomise(modules, 4)
    case(out, "mapl", modules, lambda x: up(transformer(torch.cat([down(x), const.const.expand(BATCH, -1, -1)], 1))[:, -3:]))


def qwen(out):
    """Queries on a grid of 2 by 3, keys on one of 3 by 5."""
    width, queries, keys = 8, (2, 3), (3, 5)
    names = ("query", (6, width)), ("pos_embed", (6, width))
    pool = nn.ModuleDict({
        "kv_proj": nn.Linear(VISION, width, bias=False), "ln_kv": nn.LayerNorm(width, eps=1e-6),
        "ln_q": nn.LayerNorm(width, eps=1e-6), "attn": nn.MultiheadAttention(width, 2, batch_first=True),
    })  # fmt: skip
    for name, shape in names:
        pool.register_parameter(name, nn.Parameter(torch.zeros(*shape)))
    post, proj = nn.LayerNorm(width, eps=1e-6), Tokens("proj", width, width)
    modules = {"attn_pool.": pool, "ln_post.": post, "": proj}
    randomise(modules, 5)
    omega = 1 / 10000 ** (torch.arange(width // 4, dtype=torch.float64) / (width // 4))
    row, column = torch.meshgrid(torch.arange(2.0), torch.arange(3.0), indexing="ij")
    angles = [grid.reshape(-1, 1).double() * omega for grid in (column, row)]
    pool.pos_embed.data = torch.cat([f(a) for a in angles for f in (torch.sin, torch.cos)], 1).float()
    pool.pos_embed.requires_grad_(False)

    def forward(x):
        grid = pool.pos_embed.reshape(1, *queries, width).permute(0, 3, 1, 2)
        resized = F.interpolate(grid, size=keys, mode="bicubic", align_corners=False)
        values = pool["ln_kv"](pool["kv_proj"](x))
        q = (pool["ln_q"](pool.query) + pool.pos_embed).expand(BATCH, -1, -1)
        pooled = pool["attn"](q, values + resized.permute(0, 2, 3, 1).flatten(1, 2), values, need_weights=False)[0]
        return post(pooled) @ proj.proj

    case(out, "qwen", {f"transformer.visual.{k}": v for k, v in modules.items()}, forward, features=15)


def dropout(out):
    """BLIP-2's Q-Former in training, with the masks that were drawn."""
    rate, masks = 0.25, []

    def recorded(x, p=0.5, training=True, inplace=False):
        masks.append((torch.rand_like(x) >= p).float() / (1 - p))
        return x * masks[-1]

    config = Blip2QFormerConfig(**QFORMER | dict(hidden_dropout_prob=rate, attention_probs_dropout_prob=rate))
    config._attn_implementation = "eager"
    tokens, qformer = Tokens("query_tokens", 1, QUERIES, WIDTH), Blip2QFormerModel(config).train()
    projection = nn.Linear(WIDTH, LANGUAGE)
    modules = {"": tokens, "qformer.": qformer, "language_projection.": projection}
    randomise(modules, 6)
    drawing, F.dropout = F.dropout, recorded
    queries = lambda: tokens.query_tokens.expand(BATCH, -1, -1)  # noqa: E731
    case(out, "dropout", modules, lambda x: projection(qformer(query_embeds=queries(), encoder_hidden_states=x)[0]))
    F.dropout = drawing
    out.update({f"dropout|dropout/{i}/{rate}": mask for i, mask in enumerate(masks)})


def merger(out):
    """Qwen2-VL's: a block of four vectors becomes one."""
    module = PatchMerger(dim=LANGUAGE, context_dim=VISION, spatial_merge_size=2)
    randomise({"": module}, 7)
    nn.init.normal_(module.ln_q.weight, 1.0, 0.4)
    blocks = lambda x: module(x.reshape(-1, VISION)).reshape(BATCH, 1, LANGUAGE)  # noqa: E731
    case(out, "merger", {"visual.merger.": module}, blocks, features=4)


cases = {}
for make in (instructblip, idefics2, mapl, qwen, dropout, merger):
    make(cases)
save_file(cases, sys.argv[1], {"format": "pt"})
