package dev.graft.adapters.projection;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterFinder;
import java.util.List;

/** The kinds {@code linear}, {@code mlp} and {@code residual}: feature vectors are changed one by one. */
public final class ProjectionFamily implements AdapterFamily {
    @Override
    public List<AdapterSpec> kinds() {
        return List.of(ProjectionSpec.LINEAR, ProjectionSpec.MLP, ResidualSpec.DEFAULT);
    }

    @Override
    public List<WeightNames> conventions() {
        return ProjectionNames.CONVENTIONS;
    }

    @Override
    public List<Adapter> forms() {
        return ProjectionNames.forms().stream()
                .<Adapter>map(ProjectionAdapter::new)
                .toList();
    }

    @Override
    public List<AdapterFinder> finders() {
        return List.of(ProjectionFinder::find);
    }
}
