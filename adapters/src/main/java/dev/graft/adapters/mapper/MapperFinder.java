package dev.graft.adapters.mapper;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link MapperAdapter} from the names and shapes of its weights. */
final class MapperFinder {
    private MapperFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        return Arrays.stream(MapperForm.values())
                .filter(form -> form.convention.equals(convention))
                .findFirst()
                .flatMap(form -> find(form, convention, search));
    }

    private static Optional<FoundAdapter> find(MapperForm form, WeightNames convention, AdapterSearch search) {
        Adapter small = form.defaults().with(Map.of("heads", 1)).create(1, 1, 1);
        TensorShapes shapes = TensorShapes.of(small, convention, search.tensors());
        String input = form.input + ".weight";
        String inner = form.feedForward(form.layer(0), 1, 1).first().weight();
        boolean narrow = form == MapperForm.MAPL;
        if (!shapes.have(input, form.constants, inner) || narrow && !shapes.have(MapperAdapter.OUTPUT + ".weight")) {
            return Optional.empty();
        }
        int width = shapes.size(form.constants, 1);
        search.requireVision(shapes.size(input, 1));
        search.requireLanguage(narrow ? shapes.size(MapperAdapter.OUTPUT + ".weight", 0) : width);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", form.toString());
        settings.put("tokens", shapes.size(form.constants, 0));
        settings.put("vectors", shapes.size(input, 0) / width);
        settings.put("width", narrow ? width : 0);
        settings.put("layers", shapes.layers(inner));
        settings.put("feed_forward_ratio", shapes.size(inner, 0) / width);
        Map<String, String> open = new LinkedHashMap<>();
        if (search.headWidth(width).isEmpty()) {
            open.put("heads", "8 in ClipCap and MAPL");
        }
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, open));
    }
}
