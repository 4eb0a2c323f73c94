package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of an {@link Idefics2Adapter} from the names and shapes of its weights. */
final class Idefics2Finder {
    private static final Adapter FORM = Idefics2Spec.DEFAULT.create(1, 1, 1);
    private static final String QUERY = Idefics2Adapter.RESAMPLER + "layers.0.self_attn.q_proj.weight";
    private static final String KEY = Idefics2Adapter.RESAMPLER + "layers.0.self_attn.k_proj.weight";
    private static final String GATE = Idefics2Adapter.PROJECTION + ".gate_proj.weight";

    private Idefics2Finder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(FORM, convention, search.tensors());
        if (!shapes.have(Idefics2Adapter.LATENTS, QUERY, KEY, GATE)) {
            return Optional.empty();
        }
        search.requireVision(shapes.size(GATE, 1));
        search.requireLanguage(shapes.size(Idefics2Adapter.LATENTS, 1));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", Idefics2Spec.KIND);
        settings.put("latents", shapes.size(Idefics2Adapter.LATENTS, 0));
        settings.put("layers", shapes.layers(QUERY));
        settings.put("hidden_width", shapes.size(GATE, 0));
        Map<String, String> open = new LinkedHashMap<>();
        search.headWidth(shapes.size(QUERY, 0))
                .ifPresentOrElse(
                        headWidth -> {
                            settings.put("head_width", headWidth);
                            settings.put("key_heads", shapes.size(KEY, 0) / headWidth);
                        },
                        () -> open.put("heads", "16 in Idefics2"));
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, open));
    }
}
