package dev.graft.backbones.generation;

import dev.graft.backbones.generation.Beams.EarlyStopping;
import dev.graft.backbones.generation.rule.BannedSequences;
import dev.graft.backbones.generation.rule.EncoderNoRepeatedNgrams;
import dev.graft.backbones.generation.rule.EncoderRepetitionPenalty;
import dev.graft.backbones.generation.rule.ForcedBeginning;
import dev.graft.backbones.generation.rule.ForcedEnd;
import dev.graft.backbones.generation.rule.InvalidScores;
import dev.graft.backbones.generation.rule.LengthDecay;
import dev.graft.backbones.generation.rule.MinLength;
import dev.graft.backbones.generation.rule.MinNewTokens;
import dev.graft.backbones.generation.rule.NoRepeatedNgrams;
import dev.graft.backbones.generation.rule.RepetitionPenalty;
import dev.graft.backbones.generation.rule.SequenceBias;
import dev.graft.backbones.generation.rule.Suppressed;
import dev.graft.backbones.generation.rule.SuppressedAtBegin;
import java.util.List;
import java.util.Map;

/**
 * What a model's {@code generation_config.json} says of how it is to write, as transformers understands it.
 *
 * @param options what it says, and where it says nothing what was given
 * @param unheeded settings in it that are not heeded though they could change what is written, each as {@code name = value}
 */
public record GenerationConfig(GenerationOptions options, List<String> unheeded) {
    /** The length that transformers takes where none is set; it stands in many files, and means that none was chosen. */
    private static final long DEFAULT_LENGTH = 20;

    private static final int DEFAULT_TOP_K = 50;

    public GenerationConfig {
        unheeded = List.copyOf(unheeded);
    }

    /**
     * Reads settings.
     *
     * @param place where they stand, for messages
     * @param said by their names in {@code generation_config.json}
     * @param base what holds where they say nothing
     * @throws dev.graft.tensors.InvalidInputException if a setting has a value that it cannot have
     */
    public static GenerationConfig of(String place, Map<String, ?> said, GenerationOptions base) {
        SaidSettings settings = new SaidSettings(place, said);
        GenerationOptions options = settings.checked(() -> withRules(
                settings, withEnds(settings, withDrawing(settings, withBeams(settings, withLength(settings, base))))));
        return new GenerationConfig(options, UnheededSettings.of(said));
    }

    private static GenerationOptions withLength(SaidSettings said, GenerationOptions base) {
        GenerationOptions options = base;
        if (said.has("max_new_tokens")) {
            options = options.withMaxTokens(said.integer("max_new_tokens"));
        } else if (said.has("max_length") && said.integer("max_length") != DEFAULT_LENGTH) {
            options = options.withMaxLength(said.integer("max_length"));
        }
        if (said.has("min_new_tokens")) {
            return options.withMinTokens(said.integer("min_new_tokens"));
        }
        return said.isAbove("min_length", 0)
                ? options.without(MinNewTokens.class).with(new MinLength(said.integer("min_length")))
                : options;
    }

    private static GenerationOptions withBeams(SaidSettings said, GenerationOptions options) {
        Beams beams = options.beams();
        if (said.has("num_beams")) {
            beams = beams.withCount(said.integer("num_beams"));
        }
        if (said.has("length_penalty")) {
            beams = beams.withLengthPenalty(said.real("length_penalty"));
        }
        if (said.has("early_stopping")) {
            beams = beams.withStopping(said.choice("early_stopping", EarlyStopping.values()));
        }
        boolean normalized = said.has("renormalize_logits") ? said.flag("renormalize_logits") : beams.normalized();
        return options.withBeams(new Beams(beams.count(), beams.lengthPenalty(), beams.stopping(), normalized));
    }

    private static GenerationOptions withDrawing(SaidSettings said, GenerationOptions options) {
        if (!said.has("do_sample")) {
            return options;
        }
        double temperature = said.real("temperature", 1);
        if (!said.flag("do_sample") || temperature == 0) {
            return options.withDrawing(Drawing.NONE);
        }
        return options.withDrawing(new Drawing(
                temperature,
                said.has("top_k") ? said.integer("top_k") : DEFAULT_TOP_K,
                said.real("top_p", 1),
                said.real("min_p", 0),
                said.real("typical_p", 1),
                said.real("epsilon_cutoff", 0),
                said.real("eta_cutoff", 0),
                said.real("top_h", 0),
                options.drawing().seed()));
    }

    private static GenerationOptions withEnds(SaidSettings said, GenerationOptions base) {
        GenerationOptions options = base;
        if (said.has("eos_token_id")) {
            options = options.withEnds(said.ids("eos_token_id"));
        }
        return said.has("stop_strings") ? options.withStopStrings(said.texts("stop_strings")) : options;
    }

    private static GenerationOptions withRules(SaidSettings said, GenerationOptions base) {
        GenerationOptions options = base;
        if (said.has("sequence_bias")) {
            options = options.with(new SequenceBias(said.biases("sequence_bias")));
        }
        if (said.isOther("encoder_repetition_penalty", 1)) {
            options = options.with(new EncoderRepetitionPenalty(said.real("encoder_repetition_penalty")));
        }
        if (said.isOther("repetition_penalty", 1)) {
            options = options.with(new RepetitionPenalty(said.real("repetition_penalty")));
        }
        if (said.isAbove("no_repeat_ngram_size", 0)) {
            options = options.with(new NoRepeatedNgrams(said.integer("no_repeat_ngram_size")));
        }
        if (said.isAbove("encoder_no_repeat_ngram_size", 0)) {
            options = options.with(new EncoderNoRepeatedNgrams(said.integer("encoder_no_repeat_ngram_size")));
        }
        if (said.has("bad_words_ids")) {
            options = options.with(new BannedSequences(said.sequences("bad_words_ids")));
        }
        if (said.has("forced_bos_token_id")) {
            options = options.with(new ForcedBeginning(said.id("forced_bos_token_id")));
        }
        if (said.has("forced_eos_token_id")) {
            options = options.with(new ForcedEnd(said.ids("forced_eos_token_id")));
        }
        if (said.has("remove_invalid_values") && said.flag("remove_invalid_values")) {
            options = options.with(new InvalidScores());
        }
        if (said.has("exponential_decay_length_penalty")) {
            List<Double> pair = said.reals("exponential_decay_length_penalty", 2);
            options = options.with(new LengthDecay(pair.get(0).intValue(), pair.get(1)));
        }
        if (said.has("suppress_tokens")) {
            options = options.with(new Suppressed(said.ids("suppress_tokens")));
        }
        if (said.has("begin_suppress_tokens")) {
            options = options.with(
                    new SuppressedAtBegin(said.ids("begin_suppress_tokens"), said.has("forced_bos_token_id")));
        }
        return options;
    }
}
