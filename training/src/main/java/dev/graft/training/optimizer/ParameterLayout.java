package dev.graft.training.optimizer;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each parameter lies in one flat buffer, those with equal weight decay side by side, and the runs of elements
 * that the optimiser works on. An optimiser step so costs the same few calls for a hundred small tensors as for one.
 */
final class ParameterLayout {
    /** A run's operands should stay in the second-level cache from one operator to the next. */
    private static final int RUN = 1 << 16;

    private static final int MOST_RUNS = 256;

    /** A part of the flat buffer whose elements share a weight decay. */
    record Run(int begin, int size, double weightDecay) {}

    private record Place(int begin, long[] shape) {}

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final int size;

    ParameterLayout(Map<String, Tensor> parameters, AdamWConfig config) {
        requireKnown(config.weightDecays().keySet(), parameters.keySet());
        long total = parameters.values().stream().mapToLong(Tensor::size).sum();
        if (total * Float.BYTES > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "the optimiser holds at most " + Integer.MAX_VALUE / Float.BYTES + " elements, found " + total);
        }
        size = (int) total;
        List<String> names = parameters.keySet().stream()
                .sorted(Comparator.comparingDouble(name -> decay(config, name, parameters)))
                .toList();
        int begin = 0;
        int runBegin = 0;
        for (int i = 0; i < names.size(); i++) {
            Tensor parameter = parameters.get(names.get(i));
            requireFloat(names.get(i), parameter);
            places.put(names.get(i), new Place(begin, parameter.shape()));
            begin += (int) parameter.size();
            double decay = decay(config, names.get(i), parameters);
            if (i + 1 == names.size() || decay(config, names.get(i + 1), parameters) != decay) {
                addRuns(runBegin, begin, decay);
                runBegin = begin;
            }
        }
    }

    private static double decay(AdamWConfig config, String name, Map<String, Tensor> parameters) {
        return config.weightDecayOf(name, parameters.get(name).rank());
    }

    private void addRuns(int begin, int end, double weightDecay) {
        int length = Math.max(RUN, size / MOST_RUNS);
        for (int at = begin; at < end; at += length) {
            runs.add(new Run(at, Math.min(length, end - at), weightDecay));
        }
    }

    List<Run> runs() {
        return runs;
    }

    Tensor allocate() {
        return Tensor.allocate(ElementType.FLOAT, size);
    }

    /** The part of a flat tensor that belongs to a run, sharing its memory. */
    Tensor part(Tensor flat, Run run) {
        return slice(flat, run.begin(), run.size());
    }

    /** The parameters as parts of a flat tensor, sharing its memory. */
    Map<String, Tensor> views(Tensor flat) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        places.forEach((name, place) -> views.put(name, slice(flat, place.begin, place.shape)));
        return Collections.unmodifiableMap(views);
    }

    /** Copies named tensors to their places; names and shapes must be those of the parameters. */
    void gather(String what, Map<String, Tensor> tensors, Tensor flat) {
        requireKnown(tensors.keySet(), places.keySet());
        if (tensors.size() < places.size()) {
            Set<String> missing = new LinkedHashSet<>(places.keySet());
            missing.removeAll(tensors.keySet());
            throw new IllegalArgumentException(what + " missing of the parameters " + missing);
        }
        ByteBuffer target = flat.bytes();
        places.forEach((name, place) -> {
            Tensor tensor = tensors.get(name);
            requireFloat(name, tensor);
            Tensor expected = slice(flat, place.begin, place.shape);
            if (!tensor.toString().equals(expected.toString())) {
                throw new IllegalArgumentException(
                        what + " of '" + name + "': expected " + expected + ", found " + tensor);
            }
            target.put(target.position(), tensor.bytes(), 0, tensor.bytes().remaining());
            target.position(target.position() + tensor.bytes().remaining());
        });
    }

    private static Tensor slice(Tensor flat, int begin, long... shape) {
        int bytes = (int) Tensor.elementCount(shape) * Float.BYTES;
        ByteBuffer part = flat.bytes();
        part.position(begin * Float.BYTES).limit(begin * Float.BYTES + bytes);
        return Tensor.wrap(ElementType.FLOAT, part, shape);
    }

    private static void requireKnown(Set<String> names, Set<String> parameters) {
        for (String name : names) {
            if (!parameters.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no parameter '" + name + "'" + Suggestions.didYouMean(name, parameters));
            }
        }
    }

    private static void requireFloat(String name, Tensor tensor) {
        if (tensor.type() != ElementType.FLOAT) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "': expected FLOAT, found " + tensor + "; convert it first");
        }
    }
}
