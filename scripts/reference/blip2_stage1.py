"""Writes the numbers that Stage1GraphTest and ImageTextRunnerTest compare with: BLIP-2's three losses of the first stage and their
gradients.

    python scripts/reference/blip2_stage1.py training/src/test/resources/dev/graft/training/imagetext/blip2_stage1.safetensors

Made with torch 2.13.0. Q-Former and losses are written out from Li et al. 2023 (arXiv:2301.12597) and the behaviour of
LAVIS, of which no code is here: the text is generated from the keys and values that the pass of the queries leaves, the
similarity takes the best query, given negatives make three triples of each pair. Weights are random.
"""

import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

B, T, P, VISION = 4, 5, 3, 5
QUERIES, LAYERS, WIDTH, HEADS, INNER, WORDS, POSITIONS, CONTRAST = 3, 2, 4, 2, 6, 13, 8, 4
CLS, END, DEC = 9, 10, 11
EPS, HIDDEN = 1e-12, -10000.0
WEIGHTS = {"itc": 1.0, "itm": 0.7, "itg": 1.3}

torch.manual_seed(31)
parameters = {}


def parameter(name, *shape, scale=0.4, shift=0.0):
    parameters[name] = (shift + scale * torch.randn(shape)).requires_grad_()


def linear(name, out, inner):
    parameter(f"{name}.weight", out, inner)
    parameter(f"{name}.bias", out, scale=0.1)


def norm(name, width):
    parameter(f"{name}.weight", width, scale=0.1, shift=1.0)
    parameter(f"{name}.bias", width, scale=0.1)


parameter("query_tokens", 1, QUERIES, WIDTH)
parameter("embeddings.word_embeddings.weight", WORDS, WIDTH)
parameter("embeddings.position_embeddings.weight", POSITIONS, WIDTH)
norm("qformer.layernorm", WIDTH)
for i in range(LAYERS):
    layer = f"qformer.encoder.layer.{i}"
    for attention in ["attention"] + (["crossattention"] if i % 2 == 0 else []):
        read = VISION if attention == "crossattention" else WIDTH
        linear(f"{layer}.{attention}.attention.query", WIDTH, WIDTH)
        linear(f"{layer}.{attention}.attention.key", WIDTH, read)
        linear(f"{layer}.{attention}.attention.value", WIDTH, read)
        linear(f"{layer}.{attention}.output.dense", WIDTH, WIDTH)
        norm(f"{layer}.{attention}.output.LayerNorm", WIDTH)
    for suffix in ["_query", ""]:
        linear(f"{layer}.intermediate{suffix}.dense", INNER, WIDTH)
        linear(f"{layer}.output{suffix}.dense", WIDTH, INNER)
        norm(f"{layer}.output{suffix}.LayerNorm", WIDTH)
linear("vision_projection", CONTRAST, WIDTH)
linear("text_projection", CONTRAST, WIDTH)
linear("itm_head", 2, WIDTH)
linear("cls.predictions.transform.dense", WIDTH, WIDTH)
norm("cls.predictions.transform.LayerNorm", WIDTH)
parameter("cls.predictions.bias", WORDS, scale=0.1)
parameter("temp", scale=0.0, shift=0.07)


def apply(name, x):
    return F.linear(x, parameters[f"{name}.weight"], parameters[f"{name}.bias"])


def normed(name, x):
    return F.layer_norm(x, (WIDTH,), parameters[f"{name}.weight"], parameters[f"{name}.bias"], EPS)


def split(x):
    return x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)


def attend(name, x, keys, values, mask=None):
    scores = split(apply(f"{name}.attention.query", x)) @ split(keys).transpose(2, 3) / (WIDTH // HEADS) ** 0.5
    shares = (scores if mask is None else scores + mask).softmax(-1)
    mixed = (shares @ split(values)).transpose(1, 2).reshape(x.shape)
    return normed(f"{name}.output.LayerNorm", x + apply(f"{name}.output.dense", mixed))


def forward(layer, suffix, x):
    inner = F.gelu(apply(f"{layer}.intermediate{suffix}.dense", x))
    return normed(f"{layer}.output{suffix}.LayerNorm", x + apply(f"{layer}.output{suffix}.dense", inner))


def bert(queries, image, words, mask, past=None):
    """All layers; rows of queries come first. Returns rows and the keys and values of each layer."""
    kept = []
    for i in range(LAYERS):
        layer = f"qformer.encoder.layer.{i}"
        rows = torch.cat([part for part in (queries, words) if part is not None], 1)
        keys, values = apply(f"{layer}.attention.attention.key", rows), apply(f"{layer}.attention.attention.value", rows)
        kept.append((keys, values))
        if past is not None:
            keys, values = torch.cat([past[i][0], keys], 1), torch.cat([past[i][1], values], 1)
        rows = attend(f"{layer}.attention", rows, keys, values, mask)
        if queries is not None:
            queries, words = rows[:, :QUERIES], rows[:, QUERIES:] if words is not None else None
            if i % 2 == 0:
                cross = f"{layer}.crossattention"
                seen = [apply(f"{cross}.attention.{part}", image) for part in ("key", "value")]
                queries = attend(cross, queries, *seen)
            queries = forward(layer, "_query", queries)
        else:
            words = rows
        words = forward(layer, "", words) if words is not None else None
    return queries, words, kept


def embedded_queries(batch):
    return normed("qformer.layernorm", parameters["query_tokens"]).expand(batch, -1, -1)


def embedded(ids):
    words = parameters["embeddings.word_embeddings.weight"][ids]
    return normed("qformer.layernorm", words + parameters["embeddings.position_embeddings.weight"][: ids.shape[1]])


def hidden(mask):
    return ((1 - mask.float()) * HIDDEN)[:, None, None, :]


image = torch.randn(B, P, VISION)
lengths = torch.tensor([5, 4, 3, 5])
mask = (torch.arange(T)[None] < lengths[:, None]).long()
ids = torch.randint(0, CLS, (B, T))
ids[:, 0] = CLS
ids[torch.arange(B), lengths - 1] = END
ids = ids * mask
negative_images, negative_texts = torch.tensor([2, 0, 3, 1]), torch.tensor([3, 2, 0, 0])

# ITC
queries, _, past = bert(embedded_queries(B), image, None, None)
_, words, _ = bert(None, None, embedded(ids), hidden(mask))
v = F.normalize(apply("vision_projection", queries), dim=-1)
t = F.normalize(apply("text_projection", words[:, 0]), dim=-1)
similarity = torch.einsum("bqd,jd->bjq", v, t).max(-1).values / parameters["temp"]
pairs = torch.arange(B)
itc = (F.cross_entropy(similarity, pairs, label_smoothing=0.1) + F.cross_entropy(similarity.T, pairs, label_smoothing=0.1)) / 2

# ITM
images = torch.cat([image, image[negative_images], image])
texts, masks = torch.cat([ids, ids, ids[negative_texts]]), torch.cat([mask, mask, mask[negative_texts]])
joint = hidden(torch.cat([torch.ones(3 * B, QUERIES), masks], 1))
matched, _, _ = bert(embedded_queries(3 * B), images, embedded(texts), joint)
labels = torch.cat([torch.ones(B), torch.zeros(2 * B)]).long()
matches = apply("itm_head", matched).mean(1)
itm = F.cross_entropy(matches, labels)

# ITG
decoder = ids.clone()
decoder[:, 0] = DEC
order = torch.cat([torch.zeros(T, QUERIES), torch.full((T, T), HIDDEN).triu(1)], 1)
seen = order[None, None] + hidden(torch.cat([torch.ones(B, QUERIES), mask], 1))
_, words, _ = bert(None, None, embedded(decoder), seen, past)
transformed = F.gelu(apply("cls.predictions.transform.dense", words))
transformed = normed("cls.predictions.transform.LayerNorm", transformed)
logits = transformed @ parameters["embeddings.word_embeddings.weight"].T + parameters["cls.predictions.bias"]
targets = decoder.masked_fill(mask == 0, -100)
itg = F.cross_entropy(logits[:, :-1].reshape(-1, WORDS), targets[:, 1:].reshape(-1), label_smoothing=0.1)

losses = {"itc": itc, "itm": itm, "itg": itg}
total = sum(WEIGHTS[name] * loss for name, loss in losses.items())
gradients = torch.autograd.grad(total, list(parameters.values()))

tensors = {"image": image, "ids": ids, "lengths": lengths}
tensors |= {"negative_images": negative_images, "negative_texts": negative_texts, "similarity": similarity, "matches": matches}
tensors |= {f"loss/{name}": loss for name, loss in losses.items()} | {"loss/total": total}
tensors |= {f"parameter/{name}": value for name, value in parameters.items()}
tensors |= {f"grad/{name}": value for name, value in zip(parameters, gradients)}
save_file({name: value.detach().contiguous() for name, value in tensors.items()}, sys.argv[1])
