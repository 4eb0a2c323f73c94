package dev.graft.adapters.gated;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code gated_mlp}: Aya Vision's. */
public final class GatedFamily implements AdapterFamily {
    private static final Adapter FORM =
            GatedSpec.DEFAULT.with(Map.of("reduction", "none")).create(2, 1, 2);

    @Override
    public List<AdapterSpec> kinds() {
        return List.of(GatedSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(WeightNames.AYA_VISION);
    }

    @Override
    public List<Adapter> forms() {
        return List.of(FORM);
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(GatedFamily::find);
    }

    private static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(GatedAdapter.NORM, GatedAdapter.FIRST, GatedAdapter.LAST)) {
            return Optional.empty();
        }
        int in = shapes.size(GatedAdapter.FIRST, 1);
        int vectors = in / search.visionWidth();
        int side = (int) Math.round(Math.sqrt(vectors));
        if (in == 0 || side * side * search.visionWidth() != in) {
            throw search.otherVision(in);
        }
        search.requireLanguage(shapes.size(GatedAdapter.LAST, 0));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", GatedSpec.KIND);
        settings.put("reduction", side == 1 ? "none" : "shuffle:" + side);
        settings.put("hidden_width", shapes.size(GatedAdapter.FIRST, 0));
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, Map.of()));
    }
}
