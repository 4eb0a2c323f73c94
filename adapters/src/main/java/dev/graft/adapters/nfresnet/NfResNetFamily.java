package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import java.util.List;
import java.util.Map;

/** The kind {@code nf_resnet}: a vision network that is trained, Frozen's. */
public final class NfResNetFamily implements AdapterFamily {
    @Override
    public List<AdapterSpec> kinds() {
        return List.of(NfResNetSpec.FROZEN);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(WeightNames.TIMM);
    }

    @Override
    public List<Adapter> forms() {
        return List.of(NfResNetSpec.FROZEN.with(Map.of("stages", "2x8")).create(3, 1, 8));
    }
}
