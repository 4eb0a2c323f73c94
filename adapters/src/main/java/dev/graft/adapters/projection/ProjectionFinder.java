package dev.graft.adapters.projection;

import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.PublishedTensors;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link ProjectionAdapter} from the names and shapes of its weights. */
final class ProjectionFinder {
    private ProjectionFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        PublishedTensors tensors = search.tensors();
        return ProjectionNames.forms().stream()
                .filter(form -> fits(form, ProjectionNames.of(convention, form), tensors))
                .max(Comparator.comparingInt(
                        form -> ProjectionNames.of(convention, form).size()))
                .map(form -> {
                    Map<String, String> names = ProjectionNames.of(convention, form);
                    Sizes sizes = Sizes.of(form, names, tensors);
                    Map<String, Object> settings = settings(form, sizes);
                    settings.put("tokens", tokens(sizes.out, search));
                    int vectors = vectors(sizes.in, search);
                    Optional<String> reduction = reduction(convention, vectors);
                    reduction.ifPresent(found -> settings.put("reduction", found));
                    Map<String, String> open = reduction.isPresent() ? Map.of() : Map.of("reduction", choices(vectors));
                    return new FoundAdapter(convention, names.size(), settings, open);
                });
    }

    /** Whether all tensors of a form are there, as matrices and vectors where it has them. */
    private static boolean fits(ProjectionConfig form, Map<String, String> names, PublishedTensors tensors) {
        Map<String, long[]> shapes = new ProjectionAdapter(form).parameterShapes();
        return !names.isEmpty()
                && names.entrySet().stream()
                        .allMatch(name -> tensors.find(name.getValue()).isPresent()
                                && tensors.shape(name.getValue()).length == shapes.get(name.getKey()).length);
    }

    /** The widths that the first layer takes and gives, and that the last gives. */
    private record Sizes(long in, long hidden, long out) {
        static Sizes of(ProjectionConfig form, Map<String, String> names, PublishedTensors tensors) {
            long[] first = tensors.shape(names.get(ProjectionNames.layer(form, 0) + ".weight"));
            long[] last = tensors.shape(names.get(ProjectionNames.layer(form, form.hiddenLayers()) + ".weight"));
            return new Sizes(first[1], first[0], last[0]);
        }
    }

    private static Map<String, Object> settings(ProjectionConfig form, Sizes sizes) {
        Map<String, Object> settings = new LinkedHashMap<>();
        boolean linear = form.hiddenLayers() == 0;
        settings.put("kind", linear ? "linear" : "mlp");
        if (!linear) {
            settings.put("hidden_layers", form.hiddenLayers());
            settings.put("hidden_width", Math.toIntExact(sizes.hidden));
        }
        settings.put("bias", form.bias());
        settings.put("input_norm", form.norms().input());
        settings.put("output_norm", form.norms().output());
        return settings;
    }

    private static int tokens(long out, AdapterSearch search) {
        if (out == 0 || out % search.languageWidth() != 0) {
            throw search.otherLanguage(out);
        }
        return Math.toIntExact(out / search.languageWidth());
    }

    /** How many feature vectors are joined to one that the first layer takes. */
    private static int vectors(long in, AdapterSearch search) {
        if (in == 0 || in % search.visionWidth() != 0) {
            throw search.otherVision(in);
        }
        return Math.toIntExact(in / search.visionWidth());
    }

    private static Optional<String> reduction(WeightNames convention, int vectors) {
        if (vectors == 1) {
            return Optional.of("none");
        }
        if (convention.equals(WeightNames.MINIGPT4)) {
            return Optional.of("concat:" + vectors);
        }
        boolean shuffles = List.of(WeightNames.IDEFICS3, WeightNames.INTERNVL, WeightNames.INTERNVL_HF)
                .contains(convention);
        return shuffles && isSquare(vectors) ? Optional.of("shuffle:" + side(vectors)) : Optional.empty();
    }

    private static String choices(int vectors) {
        return "concat:" + vectors + (isSquare(vectors) ? " or shuffle:" + side(vectors) : "");
    }

    private static boolean isSquare(int vectors) {
        return side(vectors) * side(vectors) == vectors;
    }

    private static int side(int vectors) {
        return (int) Math.round(Math.sqrt(vectors));
    }
}
