package dev.graft.graph.autodiff;

import dev.graft.graph.OperatorCase;
import java.util.Collection;
import java.util.stream.Stream;

/** Small graphs of one operator each, of all operators that have a gradient. */
public final class OperatorCases {
    private OperatorCases() {}

    /** Anew, since each is used up by its test. */
    public static Stream<OperatorCase> all() {
        return Stream.of(
                        ElementwiseCases.all(),
                        ActivationCases.all(),
                        ProductCases.all(),
                        ShapeCases.all(),
                        IndexingCases.all(),
                        ReductionCases.all(),
                        NormalizationCases.all(),
                        RotaryCases.all(),
                        WindowCases.all())
                .flatMap(Collection::stream);
    }
}
