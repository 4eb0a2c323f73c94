package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code pooled_projection}: Gemma 3's. */
public final class PooledFamily implements AdapterFamily {
    private static final Adapter FORM = new PooledSpec(1, 1e-6, "normal").create(1, 1, 1);

    @Override
    public List<AdapterSpec> kinds() {
        return List.of(PooledSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(WeightNames.GEMMA3);
    }

    @Override
    public List<Adapter> forms() {
        return List.of(FORM);
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(PooledFamily::find);
    }

    private static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(PooledAdapter.MATRIX, PooledAdapter.NORM)) {
            return Optional.empty();
        }
        search.requireVision(shapes.size(PooledAdapter.MATRIX, 0));
        search.requireLanguage(shapes.size(PooledAdapter.MATRIX, 1));
        Map<String, String> open = Map.of("side", "16 in Gemma 3");
        return Optional.of(new FoundAdapter(convention, shapes.count(), Map.of("kind", PooledSpec.KIND), open));
    }
}
