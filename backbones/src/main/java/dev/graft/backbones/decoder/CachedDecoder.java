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

    /** How exporters of Hugging Face's models name what the encoder gave. */
    private static final String OF_ENCODER = ".encoder.";

    /** Empty where the export has none, or one that does not fit, see {@link #obstacle}. */
    public static Optional<CachedDecoder> of(EncoderDecoderModel model) {
        if (model.next().isEmpty() || obstacle(model).isPresent()) {
            return Optional.empty();
        }
        Graph next = model.next().get();
        List<ValueInfo> staying = new ArrayList<>();
        List<ValueInfo> growing = new ArrayList<>();
        past(next).forEach(input -> (isOfEncoder(input) ? staying : growing).add(input));
        Set<String> grown = outputs(growing);
        Set<String> all = new LinkedHashSet<>(grown);
        all.addAll(outputs(staying));
        return Optional.of(new CachedDecoder(kept(model.caching(), all), kept(next, grown), growing, staying));
    }

    /** Why a cache that the export has cannot be used; empty where it can be, or there is none. */
    public static Optional<String> obstacle(EncoderDecoderModel model) {
        return model.next().flatMap(next -> obstacle(model.caching(), next));
    }

    private static Optional<String> obstacle(Graph first, Graph next) {
        for (String input : next.inputNames()) {
            if (!KNOWN.contains(input) && !input.startsWith("past")) {
                return Optional.of("what goes on from it asks for an input '" + input + "'");
            }
        }
        if (next.input(LanguageModel.IDS).isEmpty()
                || next.output(LanguageModel.LOGITS).isEmpty()) {
            return Optional.of("what goes on from it has the inputs " + next.inputNames() + " and the outputs "
                    + next.outputNames() + ", among which '" + LanguageModel.IDS + "' and '" + LanguageModel.LOGITS
                    + "' are expected");
        }
        List<ValueInfo> past = past(next);
        if (past.stream().allMatch(CachedDecoder::isOfEncoder)) {
            return Optional.of("what goes on from it keeps nothing of what was written");
        }
        for (ValueInfo input : past) {
            String present = DecoderInputs.present(input.name());
            if (first.output(present).isEmpty()) {
                return Optional.of("nothing gives '" + present + "' for '" + input.name() + "' to begin with");
            }
            if (!isOfEncoder(input) && next.output(present).isEmpty()) {
                return Optional.of("nothing gives '" + present + "' for '" + input.name() + "' to go on with");
            }
            if (new DecoderInputs(List.of(), List.of(input)).tokenAxes().isEmpty()) {
                return Optional.of(
                        "'" + input.name() + "' " + input.type() + " has no axes of any rows and any tokens");
            }
        }
        return Optional.empty();
    }

    private static List<ValueInfo> past(Graph next) {
        return next.inputs().stream()
                .filter(input -> !KNOWN.contains(input.name()))
                .toList();
    }

    private static boolean isOfEncoder(ValueInfo input) {
        return input.name().contains(OF_ENCODER);
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
