package dev.graft.backbones.generation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The settings of {@code generation_config.json} that are not heeded. */
final class UnheededSettings {
    /** See {@link GenerationConfig}. */
    private static final Set<String> HEEDED = Set.of(
            "max_length",
            "max_new_tokens",
            "min_length",
            "min_new_tokens",
            "early_stopping",
            "stop_strings",
            "do_sample",
            "num_beams",
            "temperature",
            "top_k",
            "top_p",
            "min_p",
            "top_h",
            "typical_p",
            "epsilon_cutoff",
            "eta_cutoff",
            "repetition_penalty",
            "encoder_repetition_penalty",
            "length_penalty",
            "no_repeat_ngram_size",
            "encoder_no_repeat_ngram_size",
            "bad_words_ids",
            "renormalize_logits",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "remove_invalid_values",
            "exponential_decay_length_penalty",
            "suppress_tokens",
            "begin_suppress_tokens",
            "sequence_bias",
            "eos_token_id");

    /** Those that say nothing of which tokens are written, or are read with the model itself. */
    private static final Set<String> OF_NO_EFFECT = Set.of(
            "pad_token_id",
            "bos_token_id",
            "decoder_start_token_id",
            "use_cache",
            "cache_implementation",
            "cache_config",
            "max_cache_len",
            "return_legacy_cache",
            "output_scores",
            "output_logits",
            "output_attentions",
            "output_hidden_states",
            "return_dict_in_generate",
            "compile_config",
            "disable_compile",
            "continuous_batching_config",
            "prefill_chunk_size",
            "low_memory",
            "is_assistant",
            "num_assistant_tokens",
            "num_assistant_tokens_schedule",
            "assistant_confidence_threshold",
            "assistant_early_exit",
            "assistant_lookbehind",
            "target_lookbehind",
            "assistant_ensemble_weight",
            "speculation_type",
            "use_mtp",
            "prompt_lookup_num_tokens",
            "max_matching_ngram_size",
            "transformers_version",
            "_from_model_config",
            "_commit_hash");

    /** What has no effect at these values. */
    private static final Map<String, Set<Object>> USUAL = Map.of(
            "num_return_sequences", Set.of(1.0),
            "guidance_scale", Set.of(1.0),
            "penalty_alpha", Set.of(0.0),
            "diversity_penalty", Set.of(0.0),
            "num_beam_groups", Set.of(1.0),
            "token_healing", Set.of(false));

    private UnheededSettings() {}

    static List<String> of(Map<String, ?> said) {
        Stream<String> names = said.keySet().stream()
                .filter(name -> said.get(name) != null && !HEEDED.contains(name) && !OF_NO_EFFECT.contains(name));
        return names.filter(name -> !USUAL.getOrDefault(name, Set.of()).contains(plain(said.get(name))))
                .sorted()
                .map(name -> name + " = " + said.get(name))
                .toList();
    }

    private static Object plain(Object value) {
        return value instanceof Number number ? number.doubleValue() : value;
    }
}
