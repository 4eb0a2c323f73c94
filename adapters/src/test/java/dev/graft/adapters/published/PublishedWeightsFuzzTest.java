package dev.graft.adapters.published;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names and shapes of foreign weights, from which the settings of adapters are told. */
class PublishedWeightsFuzzTest {
    /** Of both backbones, as an adapter that only scales vectors needs it. */
    private static final int WIDTH = 128;

    private static final int COLOURS = 3;

    /** As many as the square that Gemma 3's pooling makes of them by itself. */
    private static final int TOKENS = 256;

    @Test
    void namesAndShapes() throws Exception {
        Fuzzer fuzzer = new Fuzzer(
                "adapter-weights",
                // Those that the import of weights makes refusals of.
                List.of(IllegalArgumentException.class, ArithmeticException.class, NegativeArraySizeException.class),
                input -> {
                    PublishedTensors tensors = new PublishedTensors(Named.of(input));
                    FoundAdapter found = FoundAdapter.in(
                            new AdapterSearch(tensors, WIDTH, WIDTH, Map.of("heads", 4)), Optional.empty());
                    Adapter adapter = AdapterSpec.of(found.settings()).create(WIDTH, TOKENS, WIDTH);
                    tensors.besides(adapter.names(found.convention()).values());
                });
        for (AdapterSpec spec : AdapterSpec.kinds().values()) {
            boolean seesPixels = "nf_resnet".equals(spec.toMap().get("kind"));
            Adapter adapter = spec.create(seesPixels ? COLOURS : WIDTH, TOKENS, WIDTH);
            for (WeightNames convention : WeightNames.all()) {
                if (!adapter.names(convention).isEmpty()) {
                    fuzzer.seed(lines(adapter, convention));
                }
            }
        }
        fuzzer.words("model.", "module.", ".weight", ".bias", "layer", ".0.", ".1.", " 128,128", " 128", " 0")
                .run();
    }

    private static byte[] lines(Adapter adapter, WeightNames convention) {
        return adapter.names(convention).entrySet().stream()
                .map(name ->
                        name.getValue() + " " + sizes(adapter.parameterShapes().get(name.getKey())))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String sizes(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    /** Tensors of which nothing is known but what a header says. */
    private record Named(Map<String, TensorType> types) implements TensorSource {
        static Named of(byte[] lines) {
            Map<String, TensorType> types = new LinkedHashMap<>();
            new String(lines, StandardCharsets.UTF_8).lines().forEach(line -> {
                int end = line.lastIndexOf(' ');
                long[] sizes = Arrays.stream(line.substring(end + 1).split(","))
                        .filter(size -> size.matches("[0-9]{1,18}"))
                        .mapToLong(Long::parseLong)
                        .toArray();
                types.put(line.substring(0, Math.max(end, 0)), new TensorType(ElementType.FLOAT, Shape.of(sizes)));
            });
            return new Named(types);
        }

        @Override
        public Path path() {
            return Path.of("x.safetensors");
        }

        @Override
        public Set<String> names() {
            return types.keySet();
        }

        @Override
        public TensorType type(String name) {
            return types.get(name);
        }

        @Override
        public Tensor tensor(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
