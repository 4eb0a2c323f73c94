package dev.graft.adapters.published;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.TensorSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a file by their published names, without what checkpoints put before them: a training checkpoint keeps
 * its weights under {@code model} or {@code state_dict}, data-parallel training adds {@code module}, and transformers
 * {@code model}, or not, depending on its version.
 */
public final class PublishedTensors {
    private static final List<String> CONTAINERS = List.of("model.", "module.", "state_dict.");

    /** Modules that adapters have in common with the rest of a model: the model itself, Qwen-VL's vision encoder. */
    private static final Set<String> SHARED = Set.of("", "transformer.visual.");

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
    public static String bare(String name) {
        return CONTAINERS.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(container -> bare(name.substring(container.length())))
                .orElse(name);
    }

    /**
     * The name in the file of a tensor of the given published name.
     *
     * @throws InvalidInputException if there is more than one, each in another container
     */
    public Optional<String> find(String published) {
        String second = again.get(bare(published));
        if (second != null) {
            throw new InvalidInputException("it has '" + names.get(bare(published)) + "' and '" + second
                    + "', and one of them is expected; save a file with one of them alone");
        }
        return Optional.ofNullable(names.get(bare(published)));
    }

    /** The shape of a tensor that is there. */
    public long[] shape(String published) {
        return source.type(find(published).orElseThrow()).shape().sizes();
    }

    /**
     * The names in the file of what belongs to the same module as the given tensors, which are more than one. Where the
     * module that they have in common holds more than an adapter, that is what lies in further layers like theirs.
     */
    public List<String> besides(Collection<String> published) {
        Set<String> taken = published.stream().map(PublishedTensors::bare).collect(Collectors.toSet());
        String module = taken.stream()
                .map(PublishedTensors::module)
                .reduce(PublishedTensors::common)
                .orElseThrow();
        Set<String> places = taken.stream().map(PublishedTensors::place).collect(Collectors.toSet());
        return names.entrySet().stream()
                .filter(entry -> !taken.contains(entry.getKey()))
                .filter(entry -> SHARED.contains(module)
                        ? places.contains(place(entry.getKey()))
                        : entry.getKey().startsWith(module))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** A name but for the numbers of layers in it. */
    private static String place(String name) {
        return name.replaceAll("\\b\\d+\\b", "*");
    }

    /** The module of a tensor: {@code a.b.} of {@code a.b.weight}. */
    private static String module(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }

    /** The modules that two have in common: {@code a.b.} of {@code a.b.c.} and {@code a.b.d.}. */
    private static String common(String first, String second) {
        int same = 0;
        for (int i = 0; i < Math.min(first.length(), second.length()) && first.charAt(i) == second.charAt(i); i++) {
            same = first.charAt(i) == '.' ? i + 1 : same;
        }
        return first.substring(0, same);
    }
}
