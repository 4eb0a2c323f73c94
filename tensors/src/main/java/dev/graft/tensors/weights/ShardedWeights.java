package dev.graft.tensors.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.files.JsonFile;
import dev.graft.tensors.files.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Weights in several files beside an index, {@code {"weight_map": {"name": "file"}}}, as Hugging Face's transformers
 * writes them. A file is opened when the first of its tensors is asked for, so that the others need not be there.
 */
final class ShardedWeights implements TensorSource {
    private final Path index;
    private final Map<String, Path> files;
    private final Map<Path, TensorSource> opened = new ConcurrentHashMap<>();

    private ShardedWeights(Path index, Map<String, Path> files) {
        this.index = index;
        this.files = files;
    }

    static ShardedWeights open(Path index) {
        OwnFiles.require(index.toAbsolutePath().getParent());
        if (!Files.isRegularFile(index)) {
            throw new ModelFileException(index, "no such file");
        }
        JsonNode map = JsonFile.read(index, JsonNode.class).path("weight_map");
        if (!map.isObject()) {
            throw new ModelFileException(
                    index, "is no index of weights: expected an object 'weight_map'" + " with the file of each tensor");
        }
        Map<String, Path> files = new LinkedHashMap<>();
        map.properties().forEach(entry -> files.put(entry.getKey(), file(index, entry.getKey(), entry.getValue())));
        return new ShardedWeights(index, files);
    }

    /** A file beside the index; an index that leads elsewhere is refused. */
    private static Path file(Path index, String tensor, JsonNode name) {
        String text = name.asText();
        if (!name.isTextual() || !text.matches("[^/\\\\\\x00]+") || text.endsWith(".json")) {
            throw new ModelFileException(
                    index,
                    "tensor '" + tensor + "' should be in a file of weights beside the index, found "
                            + JsonFile.shown(name));
        }
        return index.resolveSibling(text);
    }

    @Override
    public Path path() {
        return index;
    }

    @Override
    public List<Path> files() {
        return Stream.concat(
                        Stream.of(index),
                        files.values().stream()
                                .distinct()
                                .filter(Files::isRegularFile)
                                .sorted())
                .toList();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(files.keySet());
    }

    @Override
    public TensorType type(String name) {
        return file(name).type(name);
    }

    @Override
    public Tensor tensor(String name) {
        return file(name).tensor(name);
    }

    private TensorSource file(String name) {
        Path file = files.get(name);
        if (file == null) {
            throw new ModelFileException(index, "has no tensor '" + name + "'" + Suggestions.didYouMean(name, names()));
        }
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    file,
                    "no such file; [" + index + "] says that it holds the tensor '" + name + "': put it beside it");
        }
        return opened.computeIfAbsent(file, WeightFiles::open);
    }
}
