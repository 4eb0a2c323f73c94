package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link PoolerAdapter} from the names and shapes of its weights. */
final class PoolerFinder {
    private static final Adapter FORM = new PoolerSpec(1, 1, 1e-5).create(8, 1, 4);

    private PoolerFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(PoolerAdapter.QUERY, PoolerAdapter.KEY_NORM)) {
            return Optional.empty();
        }
        int width = shapes.size(PoolerAdapter.QUERY, 1);
        search.requireLanguage(width);
        search.requireVision(shapes.size(PoolerAdapter.KEY_NORM, 0));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", PoolerSpec.KIND);
        settings.put("latents", shapes.size(PoolerAdapter.QUERY, 0));
        Map<String, String> open = new LinkedHashMap<>();
        if (search.headWidth(width).isEmpty() && !search.given().containsKey("heads")) {
            open.put("heads", "a divisor of " + width);
        }
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, open));
    }
}
