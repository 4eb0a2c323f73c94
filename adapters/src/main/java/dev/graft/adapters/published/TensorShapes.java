package dev.graft.adapters.published;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shapes of the tensors of a file, asked for by the names that an adapter itself gives them.
 *
 * @param form a small adapter of the same form
 * @param names what the file's convention calls the weights of that one
 */
public record TensorShapes(Adapter form, Map<String, String> names, PublishedTensors tensors) {
    private static final Pattern FIRST_LAYER = Pattern.compile("\\b(layers?)\\.0\\.");

    /** The shapes of what a file of a convention has of an adapter of the given form. */
    public static TensorShapes of(Adapter form, WeightNames convention, PublishedTensors tensors) {
        return new TensorShapes(form, form.names(convention), tensors);
    }

    /** Whether tensors are there, each with as many axes as it should have. */
    public boolean have(String... own) {
        return Arrays.stream(own).allMatch(name -> {
            Optional<String> found = Optional.ofNullable(names.get(name)).flatMap(tensors::find);
            return found.isPresent()
                    && tensors.shape(names.get(name)).length
                            == form.parameterShapes().get(name).length;
        });
    }

    /** The size of a tensor that is there along an axis. */
    public int size(String own, int axis) {
        return Math.toIntExact(tensors.shape(names.get(own))[axis]);
    }

    /** Whether a layer, counted from 0, has a tensor that is called so in the first one. */
    public boolean haveInLayer(int layer, String own) {
        String published = FIRST_LAYER.matcher(names.get(own)).replaceFirst("$1." + layer + ".");
        return tensors.find(published).isPresent();
    }

    /** How many layers, from the first on, have a tensor that is called so in the first one. */
    public int layers(String own) {
        int layers = 0;
        while (haveInLayer(layers, own)) {
            layers++;
        }
        return layers;
    }

    /** How many of the small adapter's tensors are there. */
    public int count() {
        return (int) names.values().stream()
                .filter(name -> tensors.find(name).isPresent())
                .count();
    }
}
