"""BLIP-2 with OPT and with T5, asked as in its publication."""
import torch
import transformers

import export
import published
import tiny_tokenizers
import training


def features(model, inputs):
    return model.vision_model(inputs["pixel_values"]).last_hidden_state[0]


def visual(model, inputs):
    return model.get_image_features(inputs["pixel_values"]).pooler_output[0]


def _blip2(folder, tokenizer, text, ids):
    tiny_tokenizers.save(tokenizer, folder / "language")
    known = transformers.AutoTokenizer.from_pretrained(folder / "language")
    config = transformers.Blip2Config(
        vision_config=dict(
            hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=56, patch_size=14
        ),
        qformer_config=dict(
            vocab_size=100,
            hidden_size=64,
            num_hidden_layers=4,
            num_attention_heads=4,
            intermediate_size=96,
            encoder_hidden_size=48,
            cross_attention_frequency=2,
        ),
        text_config=text.to_dict(),
        num_query_tokens=8,
        image_token_index=known.convert_tokens_to_ids("<image>"),
    )
    config._attn_implementation = "eager"
    model = published.randomized(transformers.Blip2ForConditionalGeneration(config))
    if text.is_encoder_decoder:
        model = published.with_small_queries(model)
    pixels = transformers.BlipImageProcessorPil(size=dict(height=56, width=56))
    processor = transformers.Blip2Processor(pixels, known, num_query_tokens=8)
    published.save(model, processor, folder, **ids)
    model = type(model).from_pretrained(folder / "checkpoint", attn_implementation="eager").eval()
    export.vision(model.vision_model, folder / "vision", 56, pixels)
    if text.is_encoder_decoder:
        export.encoder_decoder(model.language_model, folder / "language")
    else:
        alone = transformers.OPTForCausalLM(model.config.text_config)
        alone.load_state_dict(model.language_model.state_dict())
        alone.set_attn_implementation("eager")
        export.causal(alone, folder / "language")
    return model, processor


def _opt(folder):
    names = dict(bos_token="</s>", eos_token="</s>", pad_token="<pad>")
    made, names = tiny_tokenizers.bytes_bpe(["<image>"], names, begins=True)
    end, pad = (made.token_to_id(token) for token in ("</s>", "<pad>"))
    ids = dict(bos_token_id=end, eos_token_id=end, pad_token_id=pad)
    text = transformers.OPTConfig(
        vocab_size=made.get_vocab_size(),
        hidden_size=64,
        word_embed_proj_dim=64,
        ffn_dim=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=512,
        **ids,
    )
    return _blip2(folder, (made, names), text, ids)


def _t5(folder):
    made, names = tiny_tokenizers.t5(["<image>"])
    ids = dict(decoder_start_token_id=0, pad_token_id=0, eos_token_id=1)
    text = transformers.T5Config(
        vocab_size=made.get_vocab_size(),
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        **ids,
    )
    return _blip2(folder, (made, names), text, ids)


def _sample(processor, pictures, text, answer, t5):
    made = processor(images=pictures[0], text=text, return_tensors="pt")
    prompt = made.input_ids[0].tolist()
    end = [processor.tokenizer.eos_token_id]
    if t5:
        ids, labels = made.input_ids, torch.tensor([processor.tokenizer(answer, add_special_tokens=False).input_ids + end])
    else:
        words = processor.tokenizer(text).input_ids
        written = processor.tokenizer(f"{text} {answer}").input_ids
        assert written[: len(words)] == words
        end = processor.tokenizer("\n", add_special_tokens=False).input_ids
        ids, labels = training.learnt(prompt + written[len(words) :] + end, len(prompt))
    return dict(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels, pixel_values=made.pixel_values)


def _case(name, title, make, text):
    t5 = make is _t5
    trained = ("query_tokens", "qformer", "language_projection")
    sample = lambda processor, pictures, question, answer: _sample(processor, pictures, text(question), answer, t5)
    return published.Case(name, title, make, text, features, visual, training=training.Training(trained, "blip2", sample))


CASES = [
    _case("blip2-opt", "BLIP-2 (ViT, OPT)", _opt, lambda question: f"Question: {question} Answer:"),
    _case("blip2-t5", "BLIP-2 (ViT, T5)", _t5, lambda question: f"Question: {question} Short answer:"),
]
