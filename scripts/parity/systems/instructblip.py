"""InstructBLIP with LLaMA (Vicuna) and with T5, whose Q-Former reads the question."""
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
    if t5:
        model = published.with_small_queries(model)
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


def _sample(processor, pictures, question, answer, t5):
    made = processor(images=pictures[0], text=question, return_tensors="pt")
    prompt = made.input_ids[0].tolist()
    answer = processor.tokenizer(answer, add_special_tokens=False).input_ids + [processor.tokenizer.eos_token_id]
    ids, labels = (made.input_ids, torch.tensor([answer])) if t5 else training.learnt(prompt + answer, len(prompt))
    return dict(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        labels=labels,
        qformer_input_ids=made.qformer_input_ids,
        qformer_attention_mask=made.qformer_attention_mask,
        pixel_values=made.pixel_values,
    )


def _training(t5):
    trained = ("query_tokens", "qformer", "language_projection")
    return training.Training(trained, "instructblip", lambda *given: _sample(*given, t5))


def _case(name, title, t5):
    return published.Case(name, title, lambda folder: _instructblip(folder, t5), lambda question: question, features,
                          training=_training(t5))


CASES = [
    _case("instructblip-vicuna", "InstructBLIP (ViT, LLaMA)", False),
    _case("instructblip-t5", "InstructBLIP (ViT, T5)", True),
]
