package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link PerceiverAdapter} from the names and shapes of its weights. */
final class PerceiverFinder {
    private static final String QUERY = "layers.0.0.to_q.weight";
    private static final String FEED_FORWARD = "layers.0.1.1.weight";
    private static final String PROJECTION = "linear.weight";

    private PerceiverFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        boolean projects = convention.equals(WeightNames.TINYLLAVA);
        Adapter form =
                PerceiverSpec.DEFAULT.with(Map.of("project_features", projects)).create(1, 1, 1);
        TensorShapes shapes = TensorShapes.of(form, convention, search.tensors());
        if (!shapes.have(PerceiverAdapter.LATENTS, QUERY, FEED_FORWARD) || projects && !shapes.have(PROJECTION)) {
            return Optional.empty();
        }
        int width = shapes.size(PerceiverAdapter.LATENTS, 1);
        search.requireLanguage(width);
        search.requireVision(projects ? shapes.size(PROJECTION, 1) : width);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", PerceiverSpec.KIND);
        settings.put("latents", shapes.size(PerceiverAdapter.LATENTS, 0));
        settings.put("layers", shapes.layers(QUERY));
        settings.put("feed_forward_ratio", shapes.size(FEED_FORWARD, 0) / width);
        settings.put("project_features", projects);
        Map<String, String> open = new LinkedHashMap<>();
        search.headWidth(shapes.size(QUERY, 0))
                .ifPresentOrElse(
                        headWidth -> settings.put("head_width", headWidth),
                        () -> open.put("heads", "8 in OpenFlamingo and TinyLLaVA"));
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, open));
    }
}
