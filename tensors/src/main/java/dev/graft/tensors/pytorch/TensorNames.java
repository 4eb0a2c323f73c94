package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the tensors of nested dictionaries and lists by the way to them: {@code {"model": {"proj.weight": ...}}} holds
 * {@code model.proj.weight}. A container that is met again, or that contains itself, is not entered again.
 */
final class TensorNames {
    private static final int MAX_DEPTH = 64;

    /** As long as the header of a safetensors file may be. */
    private static final int MAX_CHARACTERS = 100_000_000;

    private final Path file;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Set<Object> entered = Collections.newSetFromMap(new IdentityHashMap<>());
    private long characters;

    private TensorNames(Path file) {
        this.file = file;
    }

    /** The tensors of a value that {@link Unpickler#read} gave, in its order. */
    static Map<String, StoredTensor> of(Path file, Object root) {
        if (root instanceof StoredTensor) {
            throw new ModelFileException(
                    file,
                    "holds one tensor without a name, expected a dictionary of" + " tensors; save it as a state_dict");
        }
        TensorNames names = new TensorNames(file);
        names.add("", 0, root);
        return names.tensors;
    }

    private void add(String name, int depth, Object value) {
        if (value instanceof StoredTensor tensor) {
            if (tensors.put(name, tensor) != null) {
                throw new ModelFileException(file, "has two tensors called '" + name + "'");
            }
        } else if ((value instanceof Map || value instanceof List) && entered.add(value)) {
            if (depth == MAX_DEPTH) {
                throw new ModelFileException(
                        file,
                        "containers in containers, more than " + MAX_DEPTH
                                + " deep; save the tensors alone, as a state_dict");
            }
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, item) -> addItem(name, key, depth + 1, item));
            } else {
                int index = 0;
                for (Object item : (List<?>) value) {
                    addItem(name, index++, depth + 1, item);
                }
            }
        }
    }

    private void addItem(String name, Object key, int depth, Object item) {
        if (item instanceof StoredTensor || item instanceof Map || item instanceof List) {
            add(join(name, key), depth, item);
        }
    }

    private String join(String name, Object key) {
        String joined = name.isEmpty() ? String.valueOf(key) : name + "." + key;
        characters += joined.length();
        if (characters > MAX_CHARACTERS) {
            throw new ModelFileException(
                    file,
                    "the names of its tensors have more than " + MAX_CHARACTERS
                            + " characters together; save the tensors alone, as a state_dict");
        }
        return joined;
    }
}
