"""InstructBLIP with LLaMA (Vicuna) and with T5, whose Q-Former reads the question."""
import json

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

import export
import published
import tiny_tokenizers
import training

QUERIES = 8


def bert():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    trainer = trainers.WordPieceTrainer(vocab_size=300, special_tokens=names, show_progress=False)
    tokenizer.train_from_iterator(tiny_tokenizers.SENTENCES, trainer)
    ends = [(name, names.index(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B [SEP]", ends)
    return tokenizer, dict(pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


def _instructblip(folder, t5):
    tokenizer = tiny_tokenizers.t5(["<image>"]) if t5 else tiny_tokenizers.llama(["<image>"])
    extra = dict(image_token="<image>")
    tiny_tokenizers.save(tokenizer, folder / "language", {})
    tiny_tokenizers.save(bert(), folder / "questions")
    known = transformers.AutoTokenizer.from_pretrained(folder / "language")
    questions = transformers.AutoTokenizer.from_pretrained(folder / "questions")
    ids = dict(eos_token_id=known.eos_token_id, pad_token_id=known.pad_token_id)
    if t5:
        ids["decoder_start_token_id"] = known.pad_token_id
        text = transformers.T5Config(
            vocab_size=len(known), d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False, **ids)
    else:
        ids["bos_token_id"] = known.bos_token_id
        text = transformers.LlamaConfig(
            vocab_size=len(known), hidden_size=64, intermediate_size=128, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=512, **ids)
    vision = transformers.InstructBlipVisionConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14)
    qformer = transformers.InstructBlipQFormerConfig(
        vocab_size=len(questions) + 1, hidden_size=64, num_hidden_layers=4, num_attention_heads=4, intermediate_size=96,
        encoder_hidden_size=48, cross_attention_frequency=2, max_position_embeddings=128)
    config = transformers.InstructBlipConfig(
        vision_config=vision.to_dict(), qformer_config=qformer.to_dict(), text_config=text.to_dict(),
        num_query_tokens=QUERIES, image_token_index=known.convert_tokens_to_ids("<image>"))
    config._attn_implementation = "eager"
    model = published.randomized(transformers.InstructBlipForConditionalGeneration(config))
    pixels = transformers.BlipImageProcessorPil(size=dict(height=56, width=56))
    processor = transformers.InstructBlipProcessor(pixels, known, questions, num_query_tokens=QUERIES)
    published.save(model, processor, folder, **ids)
    model = type(model).from_pretrained(folder / "checkpoint", attn_implementation="eager").eval()
    export.vision(model.vision_model, folder / "vision", 56, pixels)
    if t5:
        export.encoder_decoder(model.language_model, folder / "language")
    else:
        alone = transformers.LlamaForCausalLM(model.config.text_config)
        alone.load_state_dict(model.language_model.state_dict())
        alone.set_attn_implementation("eager")
        export.causal(alone, folder / "language")
    return model, processor


def features(model, inputs):
    return model.vision_model(inputs["pixel_values"]).last_hidden_state[0]


def _batch(processor, samples, t5):
    made = [processor(images=picture, text=question, return_tensors="pt") for picture, question, _ in samples]
    prompts = [one.input_ids[0].tolist() for one in made]
    known = processor.tokenizer
    answers = [known(answer, add_special_tokens=False).input_ids + [known.eos_token_id] for _, _, answer in samples]
    rows = prompts if t5 else [prompt + answer for prompt, answer in zip(prompts, answers)]
    ignored = [[] if t5 else [-100] * len(prompt) for prompt in prompts]
    ids, mask = training.padded(rows, known.pad_token_id)
    labels = training.padded([none + answer for none, answer in zip(ignored, answers)], -100)[0]
    questions = training.padded([one.qformer_input_ids[0].tolist() for one in made], 0)
    return dict(
        input_ids=ids,
        attention_mask=mask,
        labels=labels,
        qformer_input_ids=questions[0],
        qformer_attention_mask=questions[1],
        pixel_values=torch.cat([one.pixel_values for one in made]),
    )


def settings(folder):
    words = json.loads((folder / "checkpoint/config.json").read_text())["qformer_config"]["vocab_size"]
    sizes = dict(queries=QUERIES, layers=4, width=64, heads=4, feed_forward=96, vocabulary=words, positions=128)
    adapter = {"adapter.kind": "qformer"} | {"adapter." + name: size for name, size in sizes.items()}
    return adapter | {
        "features": "last", "prompt.format": "instructblip", "objective.tokenizer": folder / "checkpoint/qformer_tokenizer"
    }


def _training(t5):
    trained = ("query_tokens", "qformer", "language_projection")
    return training.Training(lambda processor, samples: _batch(processor, samples, t5), trained, settings, "instructblip")


def _case(name, title, t5):
    return published.Case(name, title, lambda folder: _instructblip(folder, t5), lambda question: question, features,
                          training=_training(t5))


CASES = [
    _case("instructblip-vicuna", "InstructBLIP (ViT, LLaMA)", False),
    _case("instructblip-t5", "InstructBLIP (ViT, T5)", True),
]
