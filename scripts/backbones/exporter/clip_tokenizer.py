"""open_clip's tokenizer as a tokenizer.json."""
import tokenizers
import transformers
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, processors

from . import part

WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def of_open_clip(name):
    """The tokenizer of a model of open_clip's factory, and the id of the end of a text."""
    import open_clip

    from . import towers

    own = open_clip.get_tokenizer(name)
    if hasattr(own, "tokenizer"):  # Hugging Face's
        if getattr(own, "clean_fn", None) is not None and own.clean_fn.__name__ not in ("_clean_whitespace", "_clean_lower"):
            print(f"texts are prepared by {own.clean_fn.__name__} in open_clip; see that tokenizer_config.json says the same")
        own.tokenizer.model_max_length = own.context_length
        return own.tokenizer, own.tokenizer.eos_token_id
    if own.clean_fn.__name__ != "_clean_lower":
        raise part.ExportError(f"its tokenizer prepares texts by {own.clean_fn.__name__}, for which no tokenizer.json is written")
    made = _written(own)
    towers.require_same_tokens(made, own, own.context_length)
    return made, own.eot_token_id


def _written(own):
    begin, end = "<start_of_text>", "<end_of_text>"
    merges = [pair for pair, _ in sorted(own.bpe_ranks.items(), key=lambda item: item[1])]
    vocabulary = {token: number for token, number in own.encoder.items() if token not in (begin, end)}
    made = tokenizers.Tokenizer(models.BPE(vocabulary, merges, end_of_word_suffix="</w>", continuing_subword_prefix=""))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip(), normalizers.Lowercase()]
    )
    split = pre_tokenizers.Split(Regex(WORDS), "removed", invert=True)
    made.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([begin, end])
    begin_id, end_id = made.token_to_id(begin), made.token_to_id(end)
    if (begin_id, end_id) != (own.sot_token_id, own.eot_token_id):
        raise part.ExportError("its tokenizer has special tokens of its own; write a tokenizer.json for it")
    made.post_processor = processors.RobertaProcessing((end, end_id), (begin, begin_id), trim_offsets=False, add_prefix_space=False)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token=begin, eos_token=end, pad_token=end, model_max_length=own.context_length
    )
