package dev.graft.adapters;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small adapters of every form that has names of its own, by which weights of an unknown file are recognised. */
final class KnownForms {
    static final List<Adapter> ALL =
            Stream.concat(ProjectionNames.forms().stream(), others()).toList();

    private KnownForms() {}

    private static Stream<Adapter> others() {
        return Stream.of(
                        Map.of("kind", "qwen_resampler", "query_grid", "1", "heads", 1),
                        Map.of("kind", "perceiver"),
                        Map.of("kind", "idefics2_perceiver"),
                        Map.of("kind", "clipcap"),
                        Map.of("kind", "mapl"))
                .map(AdapterSpec::of)
                .flatMap(spec -> Stream.of(spec.create(8, 1, 8), spec.create(16, 1, 8)));
    }
}
