"""Trains a tiny tokenizer of each kind and writes how transformers tokenises prompts with images in them, which
PromptPiecesTest compares with.

    python scripts/reference/prompt_pieces.py models/src/test/resources/dev/graft/models/prompt/pieces

Made with transformers 5.18.0 and tokenizers 0.23.2.
"""

import json
import os
import shutil
import sys

from PIL import Image
from tokenizers import (
    AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)
from transformers import (
    Blip2Processor, BlipImageProcessorPil, CLIPImageProcessorPil, InstructBlipProcessor, LlavaProcessor,
    PaliGemmaProcessor, PreTrainedTokenizerFast, SiglipImageProcessorPil)

CORPUS = [
    "USER: What is in the picture? ASSISTANT: a red house and two dogs.",
    "Question: how many cats are there? Answer: three", "Describe the image in detail, please.",
    "What colour is the small box left of the tree? It is blue, I think.", "caption en", "answer en where is the cat?",
    "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful answers.",
    "1 2 3 4 5 6 7 8 9 0", "naïve café über 猫 picture", "Is this 'the' same as \"that\"? yes no",
] * 3
IMAGE = "<image>"
PLACES = 3


def metaspace(scheme):
    return pre_tokenizers.Metaspace(replacement="▁", prepend_scheme=scheme, split=scheme != "first")


def bpe(size=220, specials=("<unk>", "<s>", "</s>"), normalizer=None, pre=None, alphabet=(), fallback=True):
    t = Tokenizer(models.BPE(unk_token=specials[0], byte_fallback=fallback, fuse_unk=fallback))
    if normalizer:
        t.normalizer = normalizer
    if pre:
        t.pre_tokenizer = pre
    special = list(specials)
    if fallback:
        special += [f"<0x{i:02X}>" for i in range(256)]
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=size + len(special), special_tokens=special, initial_alphabet=list(alphabet), show_progress=False))
    j = json.loads(t.to_str())
    j["added_tokens"] = [a for a in j["added_tokens"] if a["id"] < len(specials)]
    return Tokenizer.from_str(json.dumps(j))


def begins(t, token="<s>"):
    t.post_processor = processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A $B", special_tokens=[(token, t.token_to_id(token))])
    return t


def byte_level(prefix):
    t = bpe(specials=("<|endoftext|>",), pre=pre_tokenizers.ByteLevel(add_prefix_space=prefix),
            alphabet=pre_tokenizers.ByteLevel.alphabet(), fallback=False)
    t.decoder = decoders.ByteLevel()
    return t


def word_piece():
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer()
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(CORPUS, trainers.WordPieceTrainer(
        vocab_size=200, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t


def unigram(scheme):
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = metaspace(scheme)
    t.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=180, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False))
    t.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return t


def gemma():
    t = bpe(specials=("<pad>", "<eos>", "<bos>", "<unk>"), normalizer=normalizers.Replace(" ", "▁"),
            pre=pre_tokenizers.Split(" ", "merged_with_previous"))
    return begins(t, "<bos>")


def legacy():
    return begins(bpe(normalizer=normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])))


def marks(t):
    """Tokens of turns, of which some strip the spaces beside them."""
    t.add_special_tokens([
        AddedToken("<|user|>", rstrip=True, normalized=False), AddedToken("<|end|>", lstrip=True, normalized=False),
        AddedToken("<|plain|>", normalized=False)])
    return t


KINDS = {
    "metaspace-first": lambda: marks(begins(bpe(pre=metaspace("first")))),
    "metaspace-always": lambda: begins(bpe(pre=metaspace("always"))),
    "metaspace-never": lambda: begins(bpe(pre=metaspace("never"))),
    "legacy-llama": lambda: marks(legacy()),
    "byte-level": lambda: marks(byte_level(False)),
    "byte-level-prefix": lambda: byte_level(True),
    "word-piece": word_piece,
    "unigram-always": lambda: unigram("always"),
    "unigram-first": lambda: unigram("first"),
    "gemma": gemma,
}
# The kinds whose tokenizer has an image token of its own, and how it is.
OWN = {
    "metaspace-first": dict(lstrip=True, rstrip=True, normalized=False),
    "legacy-llama": dict(normalized=False),
    "byte-level": dict(lstrip=True, normalized=False),
    "metaspace-always": dict(rstrip=True, normalized=False),
    "byte-level-prefix": dict(normalized=True),
    "unigram-first": dict(normalized=True),
}
SPECIAL = {
    "byte-level": dict(eos_token="<|endoftext|>"), "byte-level-prefix": dict(eos_token="<|endoftext|>"),
    "word-piece": dict(pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]"),
    "unigram-always": dict(eos_token="</s>", pad_token="<pad>", unk_token="<unk>"),
    "unigram-first": dict(eos_token="</s>", pad_token="<pad>", unk_token="<unk>"),
    "gemma": dict(bos_token="<bos>", eos_token="<eos>", pad_token="<pad>", unk_token="<unk>"),
}
PROMPTS = [
    "<image>what is it?", "<image>\nWhat is in the picture?", "USER: <image>\nWhat is it? ASSISTANT:",
    "USER: <image><image>\n Compare them. ASSISTANT:", "<image>", "a<image>b", "a <image> b", "a  <image>  b ",
    "<image> <image>", "is <image>the same as<image> that?", "\n<image>\n\n", " <image> ▁ x", "no image at all",
    "<image>Ünï café 猫 12", "<image>  two spaces", "<image>\ttab", "the<image>picture <image> of <image>cats",
]
TURNS = ["<|user|>  <image> what?  <|end|>", "<|user|><image>\nwhat? <|end|> <|plain|> yes <|plain|>",
         "<|plain|><image> a <|plain|> <image>", "a <|end|> b <|user|> <image> c"]
QUESTIONS = ["What is in the picture?", "how many  cats?", "answer en where is the cat?", "猫 café"]
SYSTEM = ("A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, "
          "detailed, and polite answers to the user's questions. ")


def loaded(folder, kind):
    return PreTrainedTokenizerFast(
        tokenizer_file=folder + "/tokenizer.json",
        **SPECIAL.get(kind, dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")))


def save(t, folder, kind):
    os.makedirs(folder)
    text = json.dumps(json.loads(t.to_str()), ensure_ascii=False, separators=(",", ":"))
    with open(folder + "/tokenizer.json", "w", encoding="utf-8") as out:
        out.write(text + "\n")
    special = SPECIAL.get(kind, dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>"))
    with open(folder + "/tokenizer_config.json", "w", encoding="utf-8") as out:
        json.dump(special, out)
        out.write("\n")


def pieces(text):
    parts = text.split(IMAGE)
    return [x for i, part in enumerate(parts) for x in ([None] if i else []) + ([part] if part else [])]


def ids(tokenizer, text):
    image = tokenizer.convert_tokens_to_ids(IMAGE)
    return [-1 if i == image else i for i in tokenizer(text.replace(IMAGE, IMAGE * PLACES)).input_ids]


def formats(folder, kind, image):
    """Prompts as the processors of systems make them."""
    small = dict(height=8, width=8)

    def made(processor, text, **settings):
        encoded = processor(images=image, text=text, **settings).input_ids
        encoded = encoded[0] if isinstance(encoded[0], list) else encoded
        token = processor.tokenizer.convert_tokens_to_ids(IMAGE)
        return [-1 if i == token else i for i in encoded]

    def tokenizer():
        t = loaded(folder, kind)
        if IMAGE not in t.get_vocab():
            t.add_tokens([AddedToken(IMAGE, normalized=False, special=True)], special_tokens=True)
        return t

    for question in QUESTIONS:
        clip = CLIPImageProcessorPil(size=dict(shortest_edge=8), crop_size=small)
        llava = LlavaProcessor(clip, tokenizer(), patch_size=4, vision_feature_select_strategy="default",
                               num_additional_image_tokens=1)
        yield "llava", question, made(llava, SYSTEM + "USER: <image>\n" + question + " ASSISTANT:"), 4
        blip = BlipImageProcessorPil(size=small)
        t5 = kind.startswith("unigram")
        text = f"Question: {question} " + ("Short answer:" if t5 else "Answer:")
        yield ("blip2-t5" if t5 else "blip2-opt"), question, made(
            Blip2Processor(blip, tokenizer(), num_query_tokens=PLACES), text), PLACES
        yield "instructblip", question, made(
            InstructBlipProcessor(blip, tokenizer(), loaded(folder, kind), num_query_tokens=PLACES), question), PLACES
        if not t5 and kind not in ("word-piece", "byte-level", "byte-level-prefix"):
            siglip = SiglipImageProcessorPil(size=small)
            siglip.image_seq_length = PLACES
            yield "paligemma", question, made(PaliGemmaProcessor(siglip, tokenizer()), question), PLACES


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    prompts, published = [], []
    image = Image.new("RGB", (8, 8), (200, 30, 30))
    for kind, make in KINDS.items():
        t = make()
        place = f"{folder}/{kind}"
        save(t, place, kind)
        texts = PROMPTS + (TURNS if "<|user|>" in t.get_vocab() else [])
        for own in (None, OWN.get(kind)):
            name = kind if own is None else kind + "-own"
            if own is None:
                reference = loaded(place, kind)
                reference.add_tokens([AddedToken(IMAGE, normalized=False, special=True)], special_tokens=True)
                if kind in OWN:
                    texts_here = texts
            else:
                t.add_special_tokens([AddedToken(IMAGE, **own)])
                save(t, f"{folder}/{name}", kind)
                reference = loaded(f"{folder}/{name}", kind)
            for text in texts:
                prompts.append(dict(tokenizer=name, own=own is not None, pieces=pieces(text), ids=ids(reference, text)))
            if kind not in OWN:
                break
        for format, question, encoded, places in formats(place, kind, image):
            published.append(dict(tokenizer=kind, format=format, question=question, places=places, ids=encoded))
    for name, cases in (("prompts", prompts), ("formats", published)):
        with open(f"{folder}/{name}.json", "w", encoding="utf-8") as out:
            out.write("[\n" + ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases) + "\n]\n")
    print(len(prompts), "prompts,", len(published), "of formats")


if __name__ == "__main__":
    main(*sys.argv[1:])
