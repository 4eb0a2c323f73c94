package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link ResamplerAdapter} from the names and shapes of its weights. */
final class ResamplerFinder {
    /** One that projects its keys; where vision encoder and language model are equally wide, none does. */
    private static final Adapter FORM = new ResamplerSpec("1", "", 1, 1e-6).create(8, 1, 4);

    private ResamplerFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(ResamplerAdapter.QUERY, ResamplerAdapter.PROJECTION)) {
            return Optional.empty();
        }
        int width = shapes.size(ResamplerAdapter.QUERY, 1);
        search.requireLanguage(shapes.size(ResamplerAdapter.PROJECTION, 1));
        search.requireVision(shapes.have(ResamplerAdapter.KEYS) ? shapes.size(ResamplerAdapter.KEYS, 1) : width);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", ResamplerSpec.KIND);
        Map<String, String> open = new LinkedHashMap<>();
        int queries = shapes.size(ResamplerAdapter.QUERY, 0);
        int side = (int) Math.round(Math.sqrt(queries));
        if (side * side == queries) {
            settings.put("query_grid", side + "x" + side);
        } else if (!search.given().containsKey("query_grid")) {
            open.put("query_grid", "1x" + queries);
        }
        if (width % ResamplerSpec.HEAD_WIDTH != 0 && search.headWidth(width).isEmpty()) {
            open.put("heads", "a divisor of " + width);
        }
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, open));
    }
}
