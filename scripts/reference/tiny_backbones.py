"""Writes language models and vision encoders of a few kilobytes with random weights, and what PyTorch computes with them.

    python scripts/reference/tiny_backbones.py test-support/src/test/resources/tiny

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1. Every folder is laid out as the Hugging Face Hub lays out
an export; its golden.safetensors holds what `graft verify --reference` reads: outputs, loss, gradients, greedy tokens.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers.cache_utils import DynamicCache

VOCABULARY, WIDTH, HEADS, LAYERS = 40, 16, 2, 2
BEGIN, END, PADDING = 1, 2, 0
TOKENS = dict(vocab_size=VOCABULARY, bos_token_id=BEGIN, eos_token_id=END)
BODY = dict(hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=24)
EAGER = dict(attn_implementation="eager")
LONG = dict(max_position_embeddings=64)
folder = Path(sys.argv[1])


def ready(model):
    """Weights as large as those of a trained model: from fresh ones a mistake would hide in rounding."""
    torch.manual_seed(7)
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.4)
        elif name.endswith("bias"):
            torch.nn.init.normal_(parameter, std=0.2)
        else:
            torch.nn.init.normal_(parameter, mean=1.0, std=0.2)
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(std=0.2)
    return model.eval()


def write(name, model, golden, **generation):
    model.config.save_pretrained(folder / name)
    if generation:
        (folder / name / "generation_config.json").write_text(json.dumps(generation) + "\n")
    tensors = {key: value.detach().contiguous().clone() for key, value in golden.items()}
    save_file(tensors, folder / name / "golden.safetensors")


def export(name, file, module, inputs, outputs, axes):
    (folder / name / "onnx").mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(), tuple(inputs.values()), str(folder / name / "onnx" / file), input_names=list(inputs),
        output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)


class Step(torch.nn.Module):
    """Tokens and the keys and values of those before them, to logits and the keys and values of all."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.language(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, past_key_values=cache,
            use_cache=True)
        present = [state for layer in output.past_key_values.layers for state in (layer.keys, layer.values)]
        return output.logits, *present


def causal(name, model, key_heads=HEADS):
    states = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    inputs = {"input_ids": torch.randint(3, VOCABULARY, (2, 4)), "attention_mask": torch.ones(2, 7, dtype=torch.long)}
    inputs["position_ids"] = torch.arange(3, 7).expand(2, 4)
    inputs |= {f"past_key_values.{state}": torch.randn(2, key_heads, 3, WIDTH // HEADS) for state in states}
    axes = {key: {0: "batch_size", 1: "sequence_length"} for key in ("input_ids", "position_ids", "logits")}
    axes["attention_mask"] = {0: "batch_size", 1: "total_sequence_length"}
    axes |= {f"past_key_values.{state}": {0: "batch_size", 2: "past_sequence_length"} for state in states}
    axes |= {f"present.{state}": {0: "batch_size", 2: "total_sequence_length"} for state in states}
    export(name, "model.onnx", Step(model), inputs, ["logits"] + [f"present.{state}" for state in states], axes)

    torch.manual_seed(11)
    ids = torch.randint(3, VOCABULARY, (3, 9))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0  # one row is shorter than the others, padded on the right
    positions = torch.arange(9).expand(3, 9).contiguous()
    labels = ids.clone()
    labels[:, :3] = -100
    labels[mask == 0] = -100
    embeds = torch.randn(3, 9, WIDTH, requires_grad=True)
    result = model(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, labels=labels)
    result.loss.backward()
    text = ids[:1]
    while text.shape[1] < 9 + 20:
        text = torch.cat([text, model(input_ids=text).logits[:, -1].argmax(-1, keepdim=True)], 1)
    write(name, model, {
        "inputs_embeds": embeds, "attention_mask": mask, "position_ids": positions, "labels": labels,
        "logits": result.logits, "loss": result.loss[None], "grad_inputs_embeds": embeds.grad, "input_ids": ids,
        "ids_logits": model(input_ids=ids, attention_mask=mask, position_ids=positions).logits, "greedy": text[0],
    }, bos_token_id=BEGIN, eos_token_id=END, pad_token_id=PADDING)


class Read(torch.nn.Module):
    def __init__(self, language):
        super().__init__()
        self.encoder = language.encoder

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class Write(torch.nn.Module):
    def __init__(self, language):
        super().__init__()
        self.language = language

    def forward(self, input_ids, encoder_hidden_states, encoder_attention_mask):
        return self.language(
            decoder_input_ids=input_ids, encoder_outputs=(encoder_hidden_states,), attention_mask=encoder_attention_mask,
            use_cache=False).logits


def encoder_decoder(name, model):
    ids, mask = torch.randint(3, VOCABULARY, (2, 7)), torch.ones(2, 7, dtype=torch.long)
    read = {"input_ids": ids, "attention_mask": mask}
    told = {"input_ids": ids[:, :4], "encoder_hidden_states": torch.randn(2, 7, WIDTH), "encoder_attention_mask": mask}
    axes = lambda names, axis: {key: {0: "batch_size", 1: axis} for key in names}
    length, decoded = "encoder_sequence_length", "decoder_sequence_length"
    export(name, "encoder_model.onnx", Read(model), read, ["last_hidden_state"], axes([*read, "last_hidden_state"], length))
    export(name, "decoder_model.onnx", Write(model), told, ["logits"],
           axes(["input_ids", "logits"], decoded) | axes([*told][1:], length))

    torch.manual_seed(11)
    ids = torch.randint(3, VOCABULARY, (3, 9))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    labels = torch.randint(3, VOCABULARY, (3, 6))
    labels[2, 4:] = -100
    embeds = torch.randn(3, 9, WIDTH, requires_grad=True)
    result = model(inputs_embeds=embeds, attention_mask=mask, labels=labels)
    result.loss.backward()
    start = torch.zeros(3, 1, dtype=torch.long)
    text = start[:1]
    while text.shape[1] < 13:
        text = torch.cat([text, model(input_ids=ids[:1], decoder_input_ids=text).logits[:, -1].argmax(-1, keepdim=True)], 1)
    write(name, model, {
        "inputs_embeds": embeds, "attention_mask": mask, "labels": labels, "logits": result.logits,
        "decoder_input_ids": torch.cat([start, labels[:, :-1].clamp(min=PADDING)], 1), "loss": result.loss[None],
        "grad_inputs_embeds": embeds.grad, "input_ids": ids, "greedy": text[0],
        "encoder_last_hidden_state": model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state,
    }, decoder_start_token_id=PADDING, eos_token_id=END, pad_token_id=PADDING)


class See(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, pixel_values):
        output = self.encoder(pixel_values)
        return output.last_hidden_state, output.pooler_output


def vision(name, model):
    side = 16
    inputs = {"pixel_values": torch.zeros(2, 3, side, side)}
    outputs = ["last_hidden_state", "pooler_output"]
    axes = {key: {0: "batch_size"} for key in [*inputs, *outputs]}
    export(name, "model.onnx", See(model), inputs, outputs, axes)
    torch.manual_seed(11)
    pixels = torch.randn(2, 3, side, side, requires_grad=True)
    result = model(pixels, output_hidden_states=True)
    weight = torch.randn_like(result.last_hidden_state)
    (result.last_hidden_state * weight).sum().backward()
    golden = {"pixel_values": pixels, "last_hidden_state": result.last_hidden_state, "pooler_output": result.pooler_output,
              "grad_weight": weight, "grad_pixel_values": pixels.grad}
    if result.last_hidden_state.dim() == 3:
        golden["penultimate"] = result.hidden_states[-2]
    write(name, model, golden)
    settings = dict(do_resize=True, size=dict(height=side, width=side), resample=3, do_rescale=True, do_center_crop=False,
                    rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3)
    (folder / name / "preprocessor_config.json").write_text(json.dumps(settings, indent=1) + "\n")


def dinov2():
    """An encoder whose table of positions is resized to the size of the image, exported for images of any size."""
    config = transformers.Dinov2Config(
        hidden_size=8, num_hidden_layers=1, num_attention_heads=2, mlp_ratio=2, image_size=12, patch_size=4, **EAGER)
    model = ready(transformers.Dinov2Model(config))
    torch.nn.init.normal_(model.embeddings.position_embeddings, std=0.4)
    inputs = {"pixel_values": torch.zeros(2, 3, 20, 16)}
    axes = {"pixel_values": {0: "batch_size", 2: "height", 3: "width"}}
    export("dinov2", "model.onnx", See(model), inputs, ["last_hidden_state", "pooler_output"], axes)
    model.config.save_pretrained(folder / "dinov2")
    for height, width in ((12, 12), (20, 16)):
        torch.manual_seed(11)
        pixels = torch.randn(2, 3, height, width, requires_grad=True)
        states = model(pixels).last_hidden_state
        weight = torch.randn_like(states)
        (states * weight).sum().backward()
        golden = {"pixel_values": pixels, "last_hidden_state": states, "grad_weight": weight, "grad_pixel_values": pixels.grad}
        save_file({key: value.detach().contiguous().clone() for key, value in golden.items()},
                  folder / "dinov2" / f"golden_{height}x{width}.safetensors")


def llama():
    config = transformers.LlamaConfig(**TOKENS, **BODY, **EAGER, **LONG, num_key_value_heads=1)
    return ready(transformers.LlamaForCausalLM(config))


if __name__ == "__main__":
    causal("llama", llama(), 1)
    phi = transformers.PhiConfig(**TOKENS, **BODY, **EAGER, **LONG, partial_rotary_factor=0.5)
    causal("phi", ready(transformers.PhiForCausalLM(phi)))
    gpt2 = transformers.GPT2Config(**TOKENS, **EAGER, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, n_positions=64)
    causal("gpt2", ready(transformers.GPT2LMHeadModel(gpt2)))
    t5 = transformers.T5Config(
        vocab_size=VOCABULARY, d_model=WIDTH, d_kv=8, d_ff=24, num_layers=LAYERS, num_heads=HEADS, eos_token_id=END,
        pad_token_id=PADDING, decoder_start_token_id=PADDING)
    encoder_decoder("t5", ready(transformers.T5ForConditionalGeneration(t5)))
    picture = dict(image_size=16, patch_size=8)
    vision("vit", ready(transformers.ViTModel(transformers.ViTConfig(**BODY, **EAGER, **picture))))
    clip = transformers.CLIPVisionConfig(**BODY, **EAGER, **picture)
    vision("clip_vision", ready(transformers.CLIPVisionModel(clip)))
    resnet = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 12], depths=[1, 1], layer_type="basic")
    vision("resnet", ready(transformers.ResNetModel(resnet)))
    dinov2()
