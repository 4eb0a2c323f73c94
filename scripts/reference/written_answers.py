"""Writes a small LLaVA as it is published, its parts in ONNX, and what transformers answers with it by several
generation_config.json, which WrittenAnswersTest compares with.

    python scripts/reference/written_answers.py cli/src/test/resources/dev/graft/cli/answers

Made with torch 2.13.0, transformers 5.18.0 and onnx 1.23.1.
"""

import json
import logging
import shutil
import sys
import warnings
from pathlib import Path

import numpy
import torch
import transformers as tf
from PIL import Image
from tokenizers import Tokenizer, models, pre_tokenizers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "parity"))
import export
import published

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
WORDS = "what is it ? how many a the red blue green house dog cat sea two three in of left and big small old new no yes".split()
TOKENS = ["<unk>", "<s>", "</s>", "<image>", "user:", "answer:", *WORDS]
TEMPLATE = (
    "<s> {% for message in messages %}user: {% for part in message['content'] %}{% if part['type'] == 'image' %}<image> {% else %}"
    "{{ part['text'] }} {% endif %}{% endfor %}{% endfor %}{% if add_generation_prompt %}answer:{% endif %}"
)
QUESTIONS = ["what is it ?", "how many red house in the sea ?"]
id = TOKENS.index
# Both files beside the weights; None where a checkpoint has none and the language model's holds.
CONFIGS = [
    dict(eos_token_id=2),
    dict(eos_token_id=2, repetition_penalty=1.3, max_new_tokens=12),
    dict(eos_token_id=[2, id("dog"), id("the")]),
    dict(eos_token_id=2, suppress_tokens=[id("red"), id("sea"), 2], begin_suppress_tokens=[id("cat"), id("old")], max_new_tokens=9),
    dict(eos_token_id=2, forced_bos_token_id=id("blue"), forced_eos_token_id=2, max_new_tokens=6),
    dict(eos_token_id=2, min_new_tokens=7, no_repeat_ngram_size=2, max_new_tokens=15),
    dict(eos_token_id=2, num_beams=4, length_penalty=-1.0, early_stopping=True, max_new_tokens=14),
    dict(eos_token_id=2, bad_words_ids=[[id("dog")], [id("a"), id("cat")]], num_beams=3, max_new_tokens=10),
]
# As the evaluation scripts of LAVIS, OpenFlamingo, Qwen-VL and LLaVA give them to generate.
NAMED = {
    "blip2-vqa": dict(num_beams=5, length_penalty=-1.0, max_new_tokens=10),
    "blip2-caption": dict(num_beams=5, max_new_tokens=30, min_new_tokens=8),
    "openflamingo-vqa": dict(num_beams=3, length_penalty=0.0, max_new_tokens=5),
    "openflamingo-caption": dict(num_beams=3, length_penalty=0.0, max_new_tokens=20),
    "qwen-vl-vqa": dict(num_beams=1, length_penalty=1, max_new_tokens=10, min_new_tokens=1),
    "qwen-vl-caption": dict(num_beams=1, length_penalty=0, max_new_tokens=30, min_new_tokens=8),
    "llava-vqa": dict(num_beams=1, max_new_tokens=128),
}


def tokenizer(folder):
    made = Tokenizer(models.WordLevel({token: i for i, token in enumerate(TOKENS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.add_special_tokens(TOKENS[:4])
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(folder / "tokenizer.json"))
    config = dict(tokenizer_class="PreTrainedTokenizerFast", bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<unk>",
                  extra_special_tokens=dict(image_token="<image>"), clean_up_tokenization_spaces=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")


def made(folder):
    torch.manual_seed(0)  # a class embedding is drawn as the model is made
    tokenizer(folder / "checkpoint")
    tokenizer(folder / "language")
    known = tf.AutoTokenizer.from_pretrained(folder / "checkpoint")
    vision = tf.CLIPVisionConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=8,
                                 patch_size=4)
    text = tf.LlamaConfig(vocab_size=len(TOKENS), hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
                          num_key_value_heads=1, max_position_embeddings=160, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    config = tf.LlavaConfig(vision_config=vision, text_config=text, image_token_index=3, vision_feature_layer=-2, image_seq_length=4)
    config._attn_implementation = "eager"
    model = published.randomized(tf.LlavaForConditionalGeneration(config), 0.5, seed=4)
    pixels = tf.CLIPImageProcessorPil(size={"shortest_edge": 8}, crop_size={"height": 8, "width": 8})
    processor = tf.LlavaProcessor(pixels, known, patch_size=4, vision_feature_select_strategy="default", num_additional_image_tokens=1,
                                  chat_template=TEMPLATE)
    published.save(model, processor, folder)
    export.vision(model.model.vision_tower, folder / "vision", 8, pixels)
    export.causal(published.language(model), folder / "language")
    return model, processor


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    model, processor = made(folder)
    asked = []
    for number in range(2):
        random = numpy.random.default_rng(number)
        picture = Image.fromarray((random.random((10, 12, 3)) * 255).astype("uint8"))
        picture.save(folder / f"{number}.png")
        for question in QUESTIONS:
            content = [{"type": "image"}, {"type": "text", "text": question}]
            text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
            inputs = processor(images=picture, text=text, return_tensors="pt", add_special_tokens=False)
            asked.append((dict(image=f"{number}.png", question=question), inputs))

    def answers(config, **more):
        texts = []
        for _, inputs in asked:
            settings = tf.GenerationConfig(**(dict(max_new_tokens=32, pad_token_id=0) | config | more))
            model.generation_config = settings
            ids = model.generate(**inputs, do_sample=False)[0][inputs["input_ids"].shape[1]:]
            ends = [i for i, token in enumerate(ids.tolist()) if token in torch.tensor([settings.eos_token_id]).flatten()]
            ids = ids[: ends[0]] if ends else ids  # without the token that ended it, which need not be a special one
            texts.append(processor.tokenizer.decode(ids, skip_special_tokens=True).strip())
        return texts

    told = [dict(config=config, asked=answers(config), evaluated=answers(config, max_new_tokens=16)) for config in CONFIGS]
    named = {name: answers(dict(eos_token_id=2) | settings) for name, settings in NAMED.items()}
    (folder / "answers.json").write_text(json.dumps(dict(questions=[job for job, _ in asked], configs=told, named=named), indent=1) + "\n")
    (folder / "checkpoint/generation_config.json").unlink()  # which the test writes


if __name__ == "__main__":
    main(Path(sys.argv[1]))
