"""Writes decoders of a few kilobytes, and what transformers' generate writes with them, which WholeDecodersTest compares with.

    python scripts/reference/whole_decoders.py backbones/src/test/resources/dev/graft/backbones/decoding [llama gemma qwen2_vl stops]

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1. llama is a decoder as any; gemma is PaliGemma's, which attends to
prompts in both directions; qwen2-vl has prompts with pictures in their own size, whose tokens have positions of rows and columns. A
case is kept where the same texts come out with weights that differ by 1e-5. stops.json has words that end llama's texts; its
prompts end in a blank, which is in no such word, as transformers would see one that begins in the prompt.
"""

import copy
import json
import random
import sys
import warnings
from pathlib import Path

import torch
import transformers as tf
from tokenizers import Tokenizer, decoders, models
from transformers.cache_utils import DynamicCache

warnings.filterwarnings("ignore")
VOCABULARY, LAYERS, CASES, END = 32, 2, 14, 2
IMAGE, VIDEO, BEGIN_IMAGE, END_IMAGE = 28, 29, 30, 31
BODY = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=LAYERS, num_attention_heads=2, max_position_embeddings=96,
            vocab_size=VOCABULARY, bos_token_id=1, eos_token_id=END, pad_token_id=0, attn_implementation="eager")


def ready(model):
    torch.manual_seed(5)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, mean=float(parameter.dim() == 1), std=0.4)
    return model.eval()


class Step(torch.nn.Module):
    def __init__(self, decoder, head):
        super().__init__()
        self.decoder, self.head = decoder, head

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.decoder(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids,
                              past_key_values=cache, use_cache=True)
        states = [state for layer in output.past_key_values.layers for state in (layer.keys, layer.values)]
        return self.head(output.last_hidden_state), *states


def export(decoder, head, config, folder, size, spatial=False):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    config.save_pretrained(folder)
    (folder / "generation_config.json").write_text(json.dumps(dict(bos_token_id=1, eos_token_id=END)) + "\n")
    states = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    positions = torch.arange(3, 8).expand(2, 5)
    inputs = {"input_ids": torch.randint(3, VOCABULARY, (2, 5)), "attention_mask": torch.ones(2, 8, dtype=torch.long),
              "position_ids": positions.expand(3, 2, 5) if spatial else positions}
    axes = {"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "all"}, "logits": {0: "batch", 1: "tokens"},
            "position_ids": {1: "batch", 2: "tokens"} if spatial else {0: "batch", 1: "tokens"}}
    for state in states:
        inputs["past_key_values." + state] = torch.randn(2, 1, 3, size)
        axes["past_key_values." + state] = {0: "batch", 2: "past"}
        axes["present." + state] = {0: "batch", 2: "all"}
    torch.onnx.export(Step(decoder, head).eval(), tuple(inputs.values()), str(folder / "onnx/model.onnx"),
                      input_names=list(inputs), output_names=["logits"] + ["present." + state for state in states],
                      dynamic_axes=axes, opset_version=17, dynamo=False)


def settings(r):
    s = {"max_new_tokens": r.randint(6, 12)}
    if r.random() < 0.8:
        s |= dict(num_beams=r.randint(2, 5), length_penalty=r.choice([-1.0, 0.0, 1.0]),
                  early_stopping=r.choice([False, True, "never"]))
        s["num_return_sequences"] = r.randint(1, s["num_beams"])
    more = {"repetition_penalty": lambda: r.choice([0.8, 1.4]), "min_new_tokens": lambda: r.randint(2, 5),
            "no_repeat_ngram_size": lambda: 2, "suppress_tokens": lambda: [r.randint(3, 27), END]}
    for key in r.sample(sorted(more), r.choice([0, 0, 1, 2])):
        s[key] = more[key]()
    return s


def written(model, inputs, s, **more):
    texts = model.generate(**inputs, do_sample=False, **s, **more).tolist()
    texts = [text[inputs["input_ids"].shape[1]:] for text in texts]
    return [text[:text.index(END)] if END in text else text for text in texts]


def write(file, model, prompts):
    """prompts: what generate takes of each, and what the test needs of it."""
    torch.manual_seed(3)
    near = []
    for _ in range(3):
        near.append(copy.deepcopy(model))
        for parameter in near[-1].parameters():
            parameter.data += 1e-5 * torch.randn_like(parameter)
    r = random.Random(8)
    cases = []
    while len(cases) < CASES:
        number, s = r.randrange(len(prompts)), settings(r)
        texts = written(model, prompts[number][0], s)
        if all(written(other, prompts[number][0], s) == texts for other in near):
            cases.append(dict(prompt=number, settings=s, texts=texts))
    told = [dict(ids=inputs["input_ids"][0].tolist()) | more for inputs, more in prompts]
    file.write_text(json.dumps(dict(prompts=told, cases=cases)) + "\n")
    print(file, len({str(case["texts"]) for case in cases}), "different of", len(cases))


def ids(length):
    return torch.randint(3, 28, (1, length))


def plain():
    config = tf.LlamaConfig(num_key_value_heads=1, **BODY)
    return ready(tf.LlamaForCausalLM(config)), config


def stops(root):
    model, _ = plain()
    words = ["<pad>", "<s>", "</s>", *"abcdef "] + ["ab", "bc", "cde", "ef", "fa", "aa", "b a", "c.", ".d", "abc"]
    more = [one + two for one in "bdfc." for two in "ace"]
    words += [word for word in more if word not in words][: VOCABULARY - len(words)]
    tokenizer = Tokenizer(models.BPE({word: i for i, word in enumerate(words)}, []))
    tokenizer.decoder = decoders.Fuse()
    tokenizer = tf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>")
    pieces = ["a", "bc", "cd", "ea", "d", "fab", "abcd", "b", "ce", "e.", "aab"]
    r = random.Random(2)
    cases = []
    while len(cases) < 40:
        prompt = torch.randint(3, VOCABULARY, (1, r.randint(1, 5)))
        prompt[0, -1] = words.index(" ")
        s = settings(r) | dict(stop_strings=r.sample(pieces, r.randint(1, 2)), max_new_tokens=12)
        s.pop("num_return_sequences", None)
        inputs = dict(input_ids=prompt, attention_mask=torch.ones_like(prompt))
        texts = written(model, inputs, s, tokenizer=tokenizer)
        while texts[0] and texts[0][-1] == 0:  # what fills up the shorter of several beams
            texts[0].pop()
        if len(texts[0]) < 12:
            cases.append(dict(prompt=prompt[0].tolist(), settings=s, texts=texts))
    (root / "stops.json").write_text(json.dumps(dict(words=words, cases=cases)) + "\n")


def llama(root):
    model, config = plain()
    export(model.model, model.lm_head, config, root / "llama", 8)
    torch.manual_seed(1)
    rows = [ids(length) for length in (5, 1, 9, 3)]
    write(root / "llama.json", model, [(dict(input_ids=row, attention_mask=torch.ones_like(row)), {}) for row in rows])


def gemma(root):
    text = tf.GemmaConfig(num_key_value_heads=1, head_dim=8, hidden_activation="gelu_pytorch_tanh", **BODY)
    whole = ready(tf.PaliGemmaForConditionalGeneration(tf.PaliGemmaConfig(
        vision_config=dict(model_type="siglip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                           num_attention_heads=1, image_size=4, patch_size=4, projection_dim=16),
        text_config=text.to_dict(), image_token_index=VOCABULARY - 1, projection_dim=16)))
    whole.set_attn_implementation("eager")
    export(whole.model.language_model, whole.lm_head, text, root / "gemma", 8)
    torch.manual_seed(1)
    rows = [ids(length) for length in (6, 2, 9, 4)]
    prompts = [dict(input_ids=row, attention_mask=torch.ones_like(row), token_type_ids=torch.zeros_like(row)) for row in rows]
    write(root / "gemma.json", whole, [(prompt, {}) for prompt in prompts])


def qwen2_vl(root):
    text = BODY | dict(num_key_value_heads=1, rope_parameters=dict(rope_type="default", rope_theta=100.0, mrope_section=[1, 1, 2]))
    text.pop("attn_implementation")
    config = tf.Qwen2VLConfig(
        vision_config=dict(depth=1, embed_dim=16, hidden_size=16, num_heads=2, mlp_ratio=2, patch_size=2, spatial_merge_size=2),
        text_config=text, image_token_id=IMAGE, video_token_id=VIDEO, vision_start_token_id=BEGIN_IMAGE,
        vision_end_token_id=END_IMAGE, tie_word_embeddings=False)
    config._attn_implementation = "eager"
    model = ready(tf.Qwen2VLForConditionalGeneration(config))
    export(model.model.language_model, model.lm_head, config.text_config, root / "qwen2-vl", 8, spatial=True)
    torch.manual_seed(1)
    prompts = []
    for before, grid, behind in ((3, (4, 6), 4), (1, (2, 4), 2), (5, None, 3), (2, (6, 2), 6)):
        row = [ids(before)[0]]
        inputs = {}
        if grid:
            inputs = dict(image_grid_thw=torch.tensor([[1, *grid]]), pixel_values=torch.randn(grid[0] * grid[1], 24))
            row += [torch.tensor([BEGIN_IMAGE] + [IMAGE] * (grid[0] * grid[1] // 4) + [END_IMAGE])]
        row = torch.cat(row + [ids(behind)[0]])[None]
        inputs |= dict(input_ids=row, attention_mask=torch.ones_like(row), mm_token_type_ids=(row == IMAGE).int())
        with torch.no_grad():
            embeds = model.get_input_embeddings()(row)
            if grid:
                embeds[row == IMAGE] = model.model.visual(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"]).pooler_output
        places = model.model.get_rope_index(row, inputs["mm_token_type_ids"], image_grid_thw=inputs.get("image_grid_thw"))[0]
        prompts.append((inputs, dict(embeds=embeds[0].flatten().tolist(), positions=places[:, 0].tolist())))
    write(root / "qwen2-vl.json", model, prompts)


if __name__ == "__main__":
    for part in sys.argv[2:] or ["llama", "gemma", "qwen2_vl", "stops"]:
        globals()[part](Path(sys.argv[1]))
