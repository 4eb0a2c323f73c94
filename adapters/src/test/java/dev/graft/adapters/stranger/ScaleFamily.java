package dev.graft.adapters.stranger;

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

/** A family of adapters from outside the project: feature vectors, each element scaled and moved. */
public final class ScaleFamily implements AdapterFamily {
    static final WeightNames NAMES = new WeightNames("scaler");
    private static final Adapter FORM = ScaleSpec.DEFAULT.create(1, 1, 1);

    @Override
    public List<AdapterSpec> kinds() {
        return List.of(ScaleSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(NAMES);
    }

    @Override
    public List<Adapter> forms() {
        return List.of(FORM);
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(ScaleFamily::find);
    }

    private static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(ScaleAdapter.SCALE, ScaleAdapter.SHIFT)) {
            return Optional.empty();
        }
        search.requireVision(shapes.size(ScaleAdapter.SCALE, 0));
        Map<String, Object> settings = Map.of("kind", ScaleSpec.DEFAULT.kind());
        return Optional.of(new FoundAdapter(
                convention, shapes.count(), settings, Map.of("scale_start", "1 where nobody knows better")));
    }
}
