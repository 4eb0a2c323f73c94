package dev.graft.adapters.published;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.TensorSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a file by their published names, without what programs of training put around them: a checkpoint keeps its
 * weights under {@code model} or {@code state_dict}, data-parallel training adds {@code module}, PEFT {@code base_model.model},
 * {@code torch.compile} {@code _orig_mod}, and transformers {@code model}, or not, depending on its version.
 */
public final class PublishedTensors {
    /** Modules that adapters have in common with the rest of a model: the model itself, Qwen-VL's vision encoder. */
    private static final Set<String> SHARED = Set.of("", "transformer.visual.");

    private static final int MOST_SHOWN = 40;

    private final TensorSource source;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> again = new HashMap<>();

    public PublishedTensors(TensorSource source) {
        this.source = source;
        for (String name : source.names()) {
            Wrappers.without(name).ifPresent(bare -> {
                if (names.putIfAbsent(bare, name) != null) {
                    again.put(bare, name);
                }
            });
        }
        if (again.isEmpty()) {
            addNamesWithinOnlyModule();
        }
    }

    /** A file of one module alone holds a projection whatever the module is called: {@code connector.0.weight}. */
    private void addNamesWithinOnlyModule() {
        String module = names.keySet().stream()
                .map(PublishedTensors::module)
                .reduce(PublishedTensors::common)
                .orElse("");
        if (!module.isEmpty()) {
            Map<String, String> within = new LinkedHashMap<>();
            names.forEach((bare, name) -> within.put(bare.substring(module.length()), name));
            within.forEach(names::putIfAbsent);
        }
    }

    /** A name without containers and wrappers around it. */
    public static String bare(String name) {
        return Wrappers.bare(name);
    }

    /**
     * The name in the file of a tensor of the given published name.
     *
     * @throws InvalidInputException if there is more than one, each in another container, or it holds no weights as they are
     */
    public Optional<String> find(String published) {
        String second = again.get(bare(published));
        if (second != null) {
            throw new InvalidInputException("it has '" + names.get(bare(published)) + "' and '" + second
                    + "', and one of them is expected; save a file with one of them alone");
        }
        Optional<String> found = Optional.ofNullable(names.get(bare(published)));
        found.ifPresent(name -> StoredElsewhere.refuse(name, source));
        return found;
    }

    /** What the file has, for messages: its names, those of layers alike only once. */
    public String shown() {
        Set<String> places = source.names().stream()
                .map(PublishedTensors::place)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> first = places.stream().limit(MOST_SHOWN).toList();
        return (places.isEmpty() ? "no tensors" : source.names().size() + " tensors: ")
                + String.join(", ", first)
                + (places.size() > MOST_SHOWN ? ", and " + (places.size() - MOST_SHOWN) + " more names" : "");
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
