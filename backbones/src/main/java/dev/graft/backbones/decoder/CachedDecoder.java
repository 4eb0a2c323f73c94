package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The decoder of an encoder-decoder model with a cache of keys and values: of what it has read itself, which grows, and of what the
 * encoder gave, which stays.
 *
 * @param first {@code input_ids} and the encoder's states to {@code logits} and the cache
 * @param next one id more and the cache to {@code logits} and what grows of the cache
 * @param growing the cache inputs of {@code next} that hold what the decoder has read
 * @param staying those that hold what the encoder gave
 */
public record CachedDecoder(Graph first, Graph next, List<ValueInfo> growing, List<ValueInfo> staying) {
    private static final Set<String> KNOWN =
            Set.of(LanguageModel.IDS, EncoderDecoderModel.ENCODER_STATES, EncoderDecoderModel.ENCODER_MASK);

    /** Empty where the graphs do not fit together as exports of Hugging Face's models do. */
    public static Optional<CachedDecoder> of(Graph first, Graph next) {
        List<ValueInfo> growing = new ArrayList<>();
        List<ValueInfo> staying = new ArrayList<>();
        for (ValueInfo input : next.inputs()) {
            if (!KNOWN.contains(input.name())) {
                boolean ofEncoder = input.name().contains(".encoder.");
                (ofEncoder ? staying : growing).add(input);
                if (!input.name().startsWith("past")
                        || first.output(DecoderInputs.present(input.name())).isEmpty()) {
                    return Optional.empty();
                }
            }
        }
        List<ValueInfo> all = new ArrayList<>(growing);
        all.addAll(staying);
        boolean grows = growing.stream()
                .allMatch(input ->
                        next.output(DecoderInputs.present(input.name())).isPresent());
        boolean hasAxes = new DecoderInputs(next.inputNames(), all).tokenAxes().size() == all.size();
        if (growing.isEmpty()
                || !grows
                || !hasAxes
                || next.output(LanguageModel.LOGITS).isEmpty()) {
            return Optional.empty();
        }
        Set<String> of = outputs(growing);
        Graph longer = kept(next, of);
        of.addAll(outputs(staying));
        return Optional.of(new CachedDecoder(kept(first, of), longer, growing, staying));
    }

    private static Set<String> outputs(List<ValueInfo> inputs) {
        Set<String> names = new LinkedHashSet<>(Set.of(LanguageModel.LOGITS));
        inputs.forEach(input -> names.add(DecoderInputs.present(input.name())));
        return names;
    }

    private static Graph kept(Graph graph, Set<String> outputs) {
        return graph.withOutputNames(List.copyOf(outputs)).pruned().withoutUnusedInputs();
    }
}
