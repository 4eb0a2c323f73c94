package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code mistral3_projector}. */
public final class JoiningFamily implements AdapterFamily {
    private static final Adapter PLAIN = form(false);
    private static final Adapter BIASED = form(true);

    private static Adapter form(boolean bias) {
        return JoiningSpec.DEFAULT.with(Map.of("bias", bias)).create(1, 1, 1);
    }

    @Override
    public List<AdapterSpec> kinds() {
        return List.of(JoiningSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(WeightNames.MISTRAL3);
    }

    @Override
    public List<Adapter> forms() {
        return List.of(PLAIN, BIASED);
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(JoiningFamily::find);
    }

    private static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes biased = TensorShapes.of(BIASED, convention, search.tensors());
        boolean bias = biased.have(JoiningAdapter.FIRST + ".bias");
        TensorShapes shapes = bias ? biased : TensorShapes.of(PLAIN, convention, search.tensors());
        String merger = JoiningAdapter.MERGER + ".weight";
        if (!shapes.have(JoiningAdapter.NORM, merger, JoiningAdapter.FIRST + ".weight")) {
            return Optional.empty();
        }
        int width = shapes.size(merger, 0);
        search.requireVision(width);
        search.requireLanguage(shapes.size(JoiningAdapter.FIRST + ".weight", 0));
        int joined = shapes.size(merger, 1);
        int block = (int) Math.round(Math.sqrt((double) joined / width));
        if (block < 1 || (long) block * block * width != joined) {
            throw new InvalidInputException("its layer that joins patches takes " + joined + " numbers, which are not"
                    + " those of a square block of vectors of width " + width);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", JoiningSpec.KIND);
        settings.put("block", block);
        settings.put("bias", bias);
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings, Map.of()));
    }
}
