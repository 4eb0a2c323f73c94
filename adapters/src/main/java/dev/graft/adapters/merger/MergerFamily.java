package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.PublishedTensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code patch_merger}: Qwen2-VL's and Qwen2.5-VL's. */
public final class MergerFamily implements AdapterFamily {
    private static final Map<String, Adapter> FORMS = Map.of(
            MergerSpec.LAYER, form(MergerSpec.LAYER),
            MergerSpec.RMS, form(MergerSpec.RMS));

    private static Adapter form(String norm) {
        return MergerSpec.DEFAULT.with(Map.of("norm", norm)).create(1, 1, 1);
    }

    @Override
    public List<AdapterSpec> kinds() {
        return List.of(MergerSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(WeightNames.QWEN2_VL);
    }

    @Override
    public List<Adapter> forms() {
        return List.copyOf(FORMS.values());
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(MergerFamily::find);
    }

    private static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        PublishedTensors tensors = search.tensors();
        String norm = tensors.find(MergerAdapter.MODULE + "ln_q.bias").isPresent() ? MergerSpec.LAYER : MergerSpec.RMS;
        Map<String, String> names = FORMS.get(norm).names(convention);
        String first = MergerAdapter.MODULE + "mlp.0.weight";
        String last = MergerAdapter.MODULE + "mlp.2.weight";
        boolean there = !names.isEmpty()
                && names.values().stream().allMatch(name -> tensors.find(name).isPresent())
                && tensors.shape(first).length == 2
                && tensors.shape(last).length == 2;
        if (!there) {
            return Optional.empty();
        }
        search.requireVision(tensors.shape(MergerAdapter.MODULE + "ln_q.weight")[0]);
        search.requireLanguage(tensors.shape(last)[0]);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", MergerSpec.KIND);
        settings.put("norm", norm);
        settings.put("hidden_width", Math.toIntExact(tensors.shape(first)[0]));
        return Optional.of(new FoundAdapter(convention, names.size(), settings, Map.of()));
    }
}
