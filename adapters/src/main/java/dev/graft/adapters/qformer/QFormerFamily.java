package dev.graft.adapters.qformer;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kind {@code qformer}: BLIP-2's and InstructBLIP's. */
public final class QFormerFamily implements AdapterFamily {
    @Override
    public List<AdapterSpec> kinds() {
        return List.of(QFormerSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return QFormerNames.CONVENTIONS;
    }

    @Override
    public List<Adapter> forms() {
        Stream<Map<String, Object>> settings = Stream.of(
                Map.of(),
                Map.of("vision_norm", true),
                Map.of("projection", false, "width", 8, "heads", 1),
                Map.of("vocabulary", 1),
                Map.of("query_norm_scale", false));
        return settings.map(QFormerSpec.DEFAULT::with)
                .map(spec -> spec.create(8, 1, 8))
                .toList();
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(QFormerFinder::find);
    }
}
