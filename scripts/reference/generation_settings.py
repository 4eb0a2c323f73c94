"""Settings of transformers' generate, drawn at random, for the scripts that write texts to compare with."""


def drawn(r, read, vocabulary, ends):
    """Greedy search or beams, with some rules; read: how many tokens the decoder reads before it writes."""
    s = {"max_new_tokens": r.randint(1, 14)}
    if r.random() < 0.6:
        s["num_beams"] = r.randint(2, 5)
        s["length_penalty"] = r.choice([-1.0, 0.0, 0.7, 1.0, 2.0])
        s["early_stopping"] = r.choice([False, True, "never"])
        s["num_return_sequences"] = r.randint(1, s["num_beams"])
        if r.random() < 0.2:
            s["renormalize_logits"] = True
    token = lambda: r.randint(0, vocabulary - 1)
    options = {
        "min_new_tokens": lambda: r.randint(1, 6),
        "min_length": lambda: r.randint(1, 12),
        "repetition_penalty": lambda: r.choice([0.8, 1.2, 1.7]),
        "encoder_repetition_penalty": lambda: r.choice([0.7, 1.5]),
        "no_repeat_ngram_size": lambda: r.randint(1, 3),
        "encoder_no_repeat_ngram_size": lambda: r.randint(1, 3),
        "bad_words_ids": lambda: [[token()], [token(), token()], [token(), token(), token()], [1]],
        "sequence_bias": lambda: [[[token()], r.uniform(-3, 3)], [[token(), token()], r.uniform(-3, 3)]],
        "suppress_tokens": lambda: [r.randint(3, vocabulary - 1), r.randint(3, vocabulary - 1)],
        "begin_suppress_tokens": lambda: [token(), token(), token()],
        "forced_bos_token_id": token,
        "forced_eos_token_id": lambda: r.choice([*ends, ends]),
        "exponential_decay_length_penalty": lambda: [r.randint(0, 4), r.choice([1.1, 1.5])],
        "remove_invalid_values": lambda: True,
    }
    for key in r.sample(sorted(options), r.choice([0, 0, 1, 1, 2, 3])):
        s[key] = options[key]()
    # Of several beams transformers changes the first one's scores alone.
    if "num_beams" in s:
        s.pop("encoder_repetition_penalty", None)
    # An end that is forbidden and made likelier is NaN there.
    if "exponential_decay_length_penalty" in s:
        for key in ["min_length", "min_new_tokens", "begin_suppress_tokens", "no_repeat_ngram_size", "forced_bos_token_id"]:
            s.pop(key, None)
    if r.random() < 0.1:
        s["max_length"] = read + s.pop("max_new_tokens")
    return s


def until_end(texts, read, ends):
    """The texts behind what was read first, without the tokens that ended them; behind texts that were cut off stands padding."""
    found = []
    for text in texts.tolist():
        text = text[read:]
        end = next((i for i, token in enumerate(text) if token in ends), None)
        found.append(text[:end] if end is not None else text)
    return found
