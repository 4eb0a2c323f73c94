package dev.graft.tensors.weights;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of several files as those of one; of those that share a name, that of the first file. */
final class JoinedWeights implements TensorSource {
    private final Path first;
    private final Map<String, TensorSource> byName = new LinkedHashMap<>();

    JoinedWeights(List<TensorSource> sources) {
        this.first = sources.get(0).path();
        sources.forEach(source -> source.names().forEach(name -> byName.putIfAbsent(name, source)));
    }

    @Override
    public Path path() {
        return first;
    }

    @Override
    public Set<String> names() {
        return byName.keySet();
    }

    @Override
    public TensorType type(String name) {
        return source(name).type(name);
    }

    @Override
    public Tensor tensor(String name) {
        return source(name).tensor(name);
    }

    private TensorSource source(String name) {
        TensorSource source = byName.get(name);
        if (source == null) {
            throw new ModelFileException(first, "and the files beside it hold no tensor '" + name + "'");
        }
        return source;
    }
}
