"""Small tokenizers of the kinds that published models have, trained on a few sentences."""
import json
import pathlib

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SENTENCES = [
    "What is in the picture? Describe it in a few words, please.",
    "A chat between a curious user and an artificial intelligence assistant.",
    "The assistant gives helpful, detailed, and polite answers to the user's questions.",
    "How many red things are left of the blue house? Two dogs and a cat near the sea.",
    "USER: ASSISTANT: Question: Short answer: user assistant system",
] * 4


def _trained(tokenizer, trainer):
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def llama(special):
    """LLaMA's: pieces of SentencePiece with bytes for what is unknown, a blank before every text, <s> first."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    _trained(tokenizer, trainers.BpeTrainer(vocab_size=600, special_tokens=tokens, show_progress=False))
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    first = ("<s>", tokenizer.token_to_id("<s>"))
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", "<s> $A <s> $B", [first])
    # Bytes are no special tokens, though the trainer lists them as such.
    state = json.loads(tokenizer.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(state))
    return _with(tokenizer, special), dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<unk>")


def bytes_bpe(special, names, begins=False):
    """GPT-2's: pairs of bytes. `names` are bos_token and so on; with `begins` the bos_token stands before every text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    _trained(tokenizer, trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet, show_progress=False))
    _with(tokenizer, list(dict.fromkeys(names.values())) + special)
    if begins:
        first = (names["bos_token"], tokenizer.token_to_id(names["bos_token"]))
        tokenizer.post_processor = processors.TemplateProcessing(f"{first[0]} $A", f"{first[0]} $A $B", [first])
    return tokenizer, names


def t5(special):
    """T5's: pieces of a unigram model, </s> behind every text."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokens = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=220, special_tokens=tokens, unk_token="<unk>", show_progress=False)
    _trained(tokenizer, trainer)
    last = ("</s>", tokenizer.token_to_id("</s>"))
    tokenizer.post_processor = processors.TemplateProcessing("$A </s>", "$A </s> $B </s>", [last])
    return _with(tokenizer, special), dict(eos_token="</s>", unk_token="<unk>", pad_token="<pad>")


def _with(tokenizer, special):
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return tokenizer


def save(made, folder: pathlib.Path, extra=None):
    """Saves a tokenizer in the layout of Hugging Face; `extra` names further special tokens, such as image_token."""
    tokenizer, names = made
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = dict(tokenizer_class="PreTrainedTokenizerFast", clean_up_tokenization_spaces=False, **names)
    config["extra_special_tokens"] = extra or {}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))
    return tokenizer
