package dev.graft.adapters.mapper;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import java.util.List;

/** The kinds {@code clipcap} and {@code mapl}: a transformer over feature vectors and learnt constants. */
public final class MapperFamily implements AdapterFamily {
    @Override
    public List<AdapterSpec> kinds() {
        return List.of(MapperSpec.CLIPCAP, MapperSpec.MAPL);
    }

    @Override
    public List<WeightNames> conventions() {
        return List.of(MapperForm.CLIPCAP.convention, MapperForm.MAPL.convention);
    }

    @Override
    public List<Adapter> forms() {
        return kinds().stream().map(spec -> spec.create(8, 1, 8)).toList();
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(MapperFinder::find);
    }
}
