package dev.graft.adapters.published;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.adapters.projection.ProjectionNames;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small adapters of every form that has names of its own, by which weights of an unknown file are recognised. */
public final class KnownForms {
    public static final List<Adapter> ALL =
            Stream.concat(projections(), others()).toList();

    private KnownForms() {}

    private static Stream<Adapter> projections() {
        return ProjectionNames.forms().stream().map(ProjectionAdapter::new);
    }

    private static Stream<Adapter> others() {
        Stream<Map<String, Object>> settings = Stream.of(
                Map.of("kind", "qformer"),
                Map.of("kind", "qformer", "vision_norm", true),
                Map.of("kind", "qformer", "projection", false, "width", 8, "heads", 1),
                Map.of("kind", "qformer", "vocabulary", 1),
                Map.of("kind", "qformer", "query_norm_scale", false),
                Map.of("kind", "perceiver"),
                Map.of("kind", "perceiver", "project_features", false),
                Map.of("kind", "idefics2_perceiver"),
                Map.of("kind", "clipcap"),
                Map.of("kind", "mapl"));
        Stream<Adapter> narrow = settings.map(AdapterSpec::of).map(spec -> spec.create(8, 1, 8));
        // Qwen-VL's projects its keys only where the widths differ.
        AdapterSpec resampler = AdapterSpec.of(Map.of("kind", "qwen_resampler", "query_grid", "1", "heads", 1));
        AdapterSpec pixels = AdapterSpec.of(Map.of("kind", "nf_resnet", "stages", "2x8"));
        return Stream.concat(
                narrow, Stream.of(resampler.create(8, 1, 8), resampler.create(16, 1, 8), pixels.create(3, 1, 8)));
    }
}
