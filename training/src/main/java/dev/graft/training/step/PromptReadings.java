package dev.graft.training.step;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.beginning.KnownBeginning;
import dev.graft.graph.runtime.SessionConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out how a frozen language model reads the prompts of trainings. What has to be computed for that is computed once. */
public final class PromptReadings {
    /**
     * Texts by which a beginning is computed, at most. One is enough, unless the graph of a single text has its values in other shapes
     * than that of several.
     */
    private static final int MOST_TEXTS = 2;

    private record Key(List<Long> ids, int longest, int texts) {}

    private final LanguageModel model;
    private final Map<Key, Optional<PromptBeginning>> beginnings = new HashMap<>();

    public PromptReadings(LanguageModel model) {
        this.model = model;
    }

    /**
     * From behind what all samples begin with, where that is long enough, and the model computes it whatever is behind: not so where
     * it reads in both directions, where its file fixes the sizes of texts, or where positions depend on the length of the text.
     *
     * @param samples all that are ever read, in training and validation
     * @param rows of a batch
     */
    public PromptReading of(List<TrainingSample> samples, int rows, SessionConfig session) {
        int shared = PromptReading.shared(samples);
        if (shared < PromptReading.FEWEST) {
            return PromptReading.whole(model, shared, "fewer than " + PromptReading.FEWEST + " gain too little");
        }
        if (!(model instanceof CausalLanguageModel causal)) {
            return PromptReading.whole(model, shared, "the language model reads them in an encoder");
        }
        if (causal.directions() != Directions.BACK) {
            return PromptReading.whole(model, shared, "prompts are read in both directions");
        }
        if (!causal.fixed().isNone()) {
            return PromptReading.whole(model, shared, "the language model's file fixes the sizes of texts");
        }
        Optional<PromptBeginning> beginning = beginning(samples, shared, rows);
        if (beginning.isEmpty()) {
            return PromptReading.whole(
                    model, shared, "the language model's graph cannot be parted there into tokens known and others");
        }
        return beginning
                .get()
                .obstacle(session)
                .map(obstacle -> PromptReading.whole(model, shared, obstacle))
                .orElseGet(() -> new PromptReading(beginning.get(), session));
    }

    private Optional<PromptBeginning> beginning(List<TrainingSample> samples, int shared, int rows) {
        long[] ids = Arrays.copyOf(samples.get(0).row().prompt(), shared);
        List<Long> list = Arrays.stream(ids).boxed().toList();
        int longest =
                model.size(samples.stream().map(TrainingSample::row).toList()).tokens();
        Optional<KnownBeginning> batch = PromptBeginning.part(model, shared, rows, longest);
        for (int texts = 1; batch.isPresent() && texts <= Math.min(rows, MOST_TEXTS); texts++) {
            int count = texts;
            Optional<PromptBeginning> found = beginnings.computeIfAbsent(
                    new Key(list, longest, texts), key -> PromptBeginning.of(model, ids, longest, count));
            if (found.isPresent() && found.get().gives(batch.get())) {
                return found;
            }
        }
        return Optional.empty();
    }
}
