package dev.graft.adapters;

import dev.graft.graph.TensorSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a file by their published names, without what checkpoints put before them: a training checkpoint keeps
 * its weights under {@code model} or {@code state_dict}, data-parallel training adds {@code module}, and transformers
 * {@code model}, or not, depending on its version.
 */
public final class PublishedTensors {
    private static final List<String> CONTAINERS = List.of("model.", "module.", "state_dict.");

    private final TensorSource source;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> again = new HashMap<>();

    public PublishedTensors(TensorSource source) {
        this.source = source;
        for (String name : source.names()) {
            if (names.putIfAbsent(bare(name), name) != null) {
                again.put(bare(name), name);
            }
        }
    }

    /** A name without containers before it. */
    static String bare(String name) {
        return CONTAINERS.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(container -> bare(name.substring(container.length())))
                .orElse(name);
    }

    /**
     * The name in the file of a tensor of the given published name.
     *
     * @throws IllegalArgumentException if there is more than one, each in another container
     */
    public Optional<String> find(String published) {
        String second = again.get(bare(published));
        if (second != null) {
            throw new IllegalArgumentException("it has '" + names.get(bare(published)) + "' and '" + second
                    + "', and one of them is expected; save a file with one of them alone");
        }
        return Optional.ofNullable(names.get(bare(published)));
    }

    /** The shape of a tensor that is there. */
    long[] shape(String published) {
        return source.type(find(published).orElseThrow()).shape().sizes();
    }

    /** The names in the file of what lies in the same module as the given tensors, which are more than one. */
    public List<String> besides(Collection<String> published) {
        String module = published.stream()
                .map(PublishedTensors::bare)
                .map(name -> name.substring(0, name.lastIndexOf('.') + 1))
                .reduce(PublishedTensors::common)
                .orElseThrow();
        List<String> taken = published.stream().map(PublishedTensors::bare).toList();
        return names.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(module) && !taken.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The modules that two have in common: {@code a.b.} of {@code a.b.c.} and {@code a.b.d.}. */
    private static String common(String first, String second) {
        String[] modules = first.split("\\.");
        String[] others = second.split("\\.");
        int length = Math.min(modules.length, others.length);
        int same = 0;
        while (same < length && modules[same].equals(others[same])) {
            same++;
        }
        return String.join(".", Arrays.copyOf(modules, same)) + ".";
    }
}
