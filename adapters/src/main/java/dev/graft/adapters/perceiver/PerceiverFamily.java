package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import java.util.List;
import java.util.Map;

/**
 * The kinds {@code qwen_resampler}, {@code perceiver}, {@code idefics2_perceiver} and {@code attentional_pooler}: learnt vectors
 * attend to the feature vectors.
 */
public final class PerceiverFamily implements AdapterFamily {
    @Override
    public List<AdapterSpec> kinds() {
        return List.of(ResamplerSpec.DEFAULT, PerceiverSpec.DEFAULT, Idefics2Spec.DEFAULT, PoolerSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(
                WeightNames.QWEN_VL,
                WeightNames.TINYLLAVA,
                WeightNames.OPENFLAMINGO,
                WeightNames.IDEFICS2,
                WeightNames.OPEN_CLIP);
    }

    @Override
    public List<Adapter> forms() {
        // Qwen-VL's projects its keys only where the widths differ.
        AdapterSpec resampler = new ResamplerSpec("1", "", 1, 1e-6);
        AdapterSpec flamingo = PerceiverSpec.DEFAULT.with(Map.of("project_features", false));
        return List.of(
                resampler.create(8, 1, 8),
                resampler.create(16, 1, 8),
                PerceiverSpec.DEFAULT.create(8, 1, 8),
                flamingo.create(8, 1, 8),
                Idefics2Spec.DEFAULT.create(8, 1, 8),
                new PoolerSpec(1, 1, 1e-5).create(8, 1, 8),
                new PoolerSpec(1, 1, 1e-5).create(16, 1, 8));
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(ResamplerFinder::find, PerceiverFinder::find, Idefics2Finder::find, PoolerFinder::find);
    }
}
