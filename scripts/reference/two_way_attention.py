"""Writes decoders of a few kilobytes, and what PyTorch computes with them where a prompt, or each image in it, is attended to
in both directions, which TwoWayAttentionTest compares with.

    python scripts/reference/two_way_attention.py backbones/src/test/resources/dev/graft/backbones/masks/two_way [gemma3 ...]

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1. gemma2 is read as PaliGemma reads it, by transformers' own masks; llama, whose
export has no cache and PyTorch's fused attention, and gpt2 by masks that are made here. gemma3 is read as Gemma 3 reads it, with two
images in the first prompt, one of them larger than the window, and one in the second.
"""

import json
import sys
from pathlib import Path

import torch
import transformers as tf
from safetensors.torch import save_file
from transformers.cache_utils import DynamicCache

VOCABULARY, WIDTH, LAYERS, WINDOW = 24, 8, 2, 4
SPECIAL = dict(vocab_size=VOCABULARY, bos_token_id=1, eos_token_id=2, pad_token_id=0)
PROMPTS, TARGETS = (6, 4), (3, 4)  # tokens of two rows; the second is padded behind
PREFIXES = [[1] * length for length in PROMPTS]
IMAGES = [[0, 1, 1, 1, 1, 1, 0, 2, 2, 0], [1, 1, 1, 0]]  # the image of each token of two prompts


def ready(model, deviation=0.5):
    torch.manual_seed(5)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, mean=float(parameter.dim() == 1), std=deviation)
    return model.eval()


class Whole(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits


class Step(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids,
                            past_key_values=cache, use_cache=True)
        return output.logits, *[state for layer in output.past_key_values.layers for state in (layer.keys, layer.values)]


def export(model, folder, heads=0, size=0):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(folder)
    (folder / "generation_config.json").write_text(json.dumps(dict(bos_token_id=1, eos_token_id=2)) + "\n")
    axes = {"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "all"},
            "logits": {0: "batch", 1: "tokens"}}
    inputs = {"input_ids": torch.randint(3, VOCABULARY, (2, 5)), "attention_mask": torch.ones(2, 5, dtype=torch.long)}
    outputs = ["logits"]
    if heads:
        states = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
        inputs["attention_mask"] = torch.ones(2, 8, dtype=torch.long)
        inputs["position_ids"] = torch.arange(3, 8).expand(2, 5)
        axes["position_ids"] = axes["input_ids"]
        for state in states:
            inputs["past_key_values." + state] = torch.randn(2, heads, 3, size)
            axes["past_key_values." + state] = {0: "batch", 2: "past"}
            axes["present." + state] = {0: "batch", 2: "all"}
        outputs += ["present." + state for state in states]
    torch.onnx.export((Step if heads else Whole)(model).eval(), tuple(inputs.values()), str(folder / "onnx/model.onnx"),
                      input_names=list(inputs), output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)


def seen(prompts, length):
    """[rows, tokens, tokens]: whether a token sees another."""
    place = torch.arange(length)
    causal = place[None, :] <= place[:, None]
    return torch.stack([causal | ((place[None, :] < p) & (place[:, None] < p)) for p in prompts])


def golden(folder, model, embedding, read, groups=PREFIXES):
    """read: embeddings, mask of padding, groups of tokens in the prompts and their lengths to logits."""
    torch.manual_seed(9)
    lengths = [len(row) for row in groups]
    length = max(p + t for p, t in zip(lengths, TARGETS))
    ids = torch.randint(3, VOCABULARY, (2, length))
    mask, labels, prompt = torch.zeros(3, 2, length, dtype=torch.long)
    labels -= 100
    for row, (p, t) in enumerate(zip(lengths, TARGETS)):
        mask[row, :p + t] = 1
        prompt[row, :p] = torch.tensor(groups[row])
        labels[row, p:p + t] = ids[row, p:p + t]
    embeds = embedding(ids).detach().requires_grad_()
    logits = read(embeds, mask, prompt, lengths)
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
    loss.backward()
    tensors = {"ids": ids, "inputs_embeds": embeds, "attention_mask": mask + prompt, "labels": labels, "logits": logits,
               "position_ids": torch.arange(length).expand(2, -1), "loss": loss[None], "grad_inputs_embeds": embeds.grad}
    for row, p in enumerate(lengths):
        text = ids[row:row + 1, :p]
        while text.shape[1] < p + 8:
            ones = torch.ones_like(text)
            marks = torch.cat([prompt[row:row + 1, :p], torch.zeros(1, text.shape[1] - p, dtype=torch.long)], 1)
            scores = read(embedding(text), ones, marks, [p])[:, -1]
            text = torch.cat([text, scores.argmax(-1, keepdim=True)], 1)
        tensors[f"greedy.{row}"] = text[0, p:]
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, folder / "golden.safetensors")


def by_mask(model):
    def read(embeds, mask, prompt, prompts):
        visible = seen(prompts, embeds.shape[1]) & mask.bool()[:, None]
        visible |= torch.eye(embeds.shape[1], dtype=torch.bool)  # padding sees itself, as nothing is no number
        bias = torch.zeros(visible.shape).masked_fill(~visible, torch.finfo(torch.float32).min)[:, None]
        places = torch.arange(embeds.shape[1])[None].expand(len(embeds), -1)
        return model(inputs_embeds=embeds, attention_mask=bias, position_ids=places).logits
    return read


def llama(root, body):
    config = tf.LlamaConfig(num_key_value_heads=1, max_position_embeddings=32, attn_implementation="sdpa", **body)
    model = ready(tf.LlamaForCausalLM(config))
    export(model, root / "llama")
    eager = tf.LlamaForCausalLM(config)
    eager.load_state_dict(model.state_dict())
    eager.set_attn_implementation("eager")
    golden(root / "llama", eager, eager.get_input_embeddings(), by_mask(eager))


def gpt2(root, body):
    config = tf.GPT2Config(n_embd=WIDTH, n_layer=LAYERS, n_head=2, n_positions=32, attn_implementation="eager", **SPECIAL)
    model = ready(tf.GPT2LMHeadModel(config))
    export(model, root / "gpt2", heads=2, size=4)
    golden(root / "gpt2", model, model.get_input_embeddings(), by_mask(model))


def gemma2(root, body):
    text = tf.Gemma2Config(num_key_value_heads=1, head_dim=4, max_position_embeddings=32, sliding_window=WINDOW,
                           query_pre_attn_scalar=4, hidden_activation="gelu_pytorch_tanh",
                           final_logit_softcapping=None,  # which PaliGemma leaves out
                           layer_types=["sliding_attention", "full_attention"], **body)
    whole = tf.PaliGemmaForConditionalGeneration(tf.PaliGemmaConfig(
        vision_config=dict(model_type="siglip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                           num_attention_heads=1, image_size=4, patch_size=4, projection_dim=WIDTH),
        text_config=text.to_dict(), image_token_index=VOCABULARY - 1, projection_dim=WIDTH))
    whole = ready(whole)
    whole.set_attn_implementation("eager")
    gemma = tf.Gemma2ForCausalLM(text)
    gemma.model.load_state_dict(whole.model.language_model.state_dict())
    gemma.lm_head.load_state_dict(whole.lm_head.state_dict())
    gemma.set_attn_implementation("eager")
    export(gemma.eval(), root / "gemma2", heads=1, size=4)

    def read(embeds, mask, prompt, prompts):
        return whole(inputs_embeds=embeds, attention_mask=mask, token_type_ids=1 - prompt).logits

    golden(root / "gemma2", whole, whole.get_input_embeddings(), read)


def gemma3(root, body):
    text = tf.Gemma3TextConfig(num_key_value_heads=1, head_dim=4, max_position_embeddings=32, sliding_window=WINDOW,
                               query_pre_attn_scalar=4, layer_types=["sliding_attention", "full_attention"], **body)
    whole = tf.Gemma3ForConditionalGeneration(tf.Gemma3Config(
        vision_config=dict(model_type="siglip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                           num_attention_heads=1, image_size=4, patch_size=4),
        text_config=text.to_dict(), mm_tokens_per_image=1, image_token_index=VOCABULARY - 1))
    whole = ready(whole, 0.3)  # with 0.5 the gradient of PyTorch is 6e-5 from itself in double
    whole.set_attn_implementation("eager")
    gemma = tf.Gemma3ForCausalLM(text)
    gemma.model.load_state_dict(whole.model.language_model.state_dict())
    gemma.lm_head.load_state_dict(whole.lm_head.state_dict())
    gemma.set_attn_implementation("eager")
    export(gemma.eval(), root / "gemma3", heads=1, size=4)

    def read(embeds, mask, image, prompts):
        return whole(inputs_embeds=embeds, attention_mask=mask, token_type_ids=(image > 0).long()).logits

    golden(root / "gemma3", whole, whole.get_input_embeddings(), read, IMAGES)


def main(root, *names):
    body = dict(hidden_size=WIDTH, intermediate_size=12, num_hidden_layers=LAYERS, num_attention_heads=2, **SPECIAL)
    for make in (llama, gpt2, gemma2, gemma3):
        if not names or make.__name__ in names:
            make(root, body)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
