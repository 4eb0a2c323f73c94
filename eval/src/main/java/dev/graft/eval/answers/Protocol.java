package dev.graft.eval.answers;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import java.util.List;

/**
 * A protocol of evaluation, how the answers to a data set are scored: the metrics that the field uses for its kind,
 * what {@code --metric} names.
 *
 * <p>A {@link java.util.ServiceLoader} finds the protocols, those of Graft and those of others alike.
 */
public interface Protocol {
    /** The longest answer in tokens where a few words are enough. */
    int SHORT = 16;

    /** The longest answer in tokens where a sentence is asked for. */
    int LONG = 64;

    /** The name by which options know the protocol. */
    String id();

    /** The longest answer in tokens that is to be expected; a few words unless a protocol says otherwise. */
    default int answerTokens() {
        return SHORT;
    }

    /** What scores the answers, in the order of a report. */
    List<Evaluator> evaluators();

    /** Whether the model chooses among the {@link Sample#choices} of each question, instead of writing an answer. */
    default boolean chooses() {
        return false;
    }

    /** Whether data of a format are scored so, whatever is in them. */
    default boolean suits(DatasetFormat format) {
        return false;
    }

    /** Whether samples, at least one, look as if they were scored so. */
    default boolean suits(List<Sample> samples) {
        return false;
    }

    /** The samples to ask about. */
    default List<Sample> asked(List<Sample> samples) {
        return samples;
    }

    /**
     * The protocol with the given name.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none, with the names there are
     */
    static Protocol of(String id) {
        return Protocols.ALL.get(id);
    }

    /** The names of all. */
    static List<String> ids() {
        return Protocols.ALL.names();
    }

    /** The protocol that suits samples, or else that of short answers. */
    static Protocol of(List<Sample> samples) {
        return Protocols.all().stream()
                .filter(protocol -> !samples.isEmpty() && protocol.suits(samples))
                .findFirst()
                .orElseGet(ShortAnswers::new);
    }

    /** The protocol that suits a data set, for its format or else as {@link #of(List)}. */
    static Protocol of(DatasetFormat format, List<Sample> samples) {
        return Protocols.all().stream()
                .filter(protocol -> protocol.suits(format))
                .findFirst()
                .orElseGet(() -> of(samples));
    }
}
