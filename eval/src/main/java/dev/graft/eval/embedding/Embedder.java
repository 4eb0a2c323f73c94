package dev.graft.eval.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.ComparingModel;
import dev.graft.models.contrast.TwoTowerModel;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the vectors that a model compares images and texts by. They have length 1, so that the product of two is their cosine.
 *
 * @param model one whose vectors of images depend on no text
 * @param progress told of what is done
 */
public record Embedder(ComparingModel model, Progress progress) {
    /** A header has 100 MB, for the names of images, those of texts, and what escapes take. */
    private static final int MOST_NAMES = 25_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Told how many of the images or texts are done. */
    @FunctionalInterface
    public interface Progress {
        /** @param what images or texts */
        void done(String what, int done, int total);
    }

    public Embedder {
        if (model.isContextual()) {
            throw new InvalidInputException(
                    "this model, llip, makes the vector of an image for each text, and an image alone"
                            + " has none; measure its retrieval by 'graft eval'");
        }
    }

    /**
     * Writes the vectors of images and texts, in their order.
     *
     * @param file a name that ends as {@link EmbeddingForm} says
     * @param images of which there may be none
     * @param texts of which there may be none
     * @throws dev.graft.tensors.ModelFileException if an image cannot be read; nothing is written then
     */
    public void write(Path file, List<Path> images, List<String> texts) {
        switch (EmbeddingForm.of(file)) {
            case SAFETENSORS -> writeTensors(file, images, texts);
            case JSON_LINES -> AtomicFiles.write(file, lines(images, texts));
        }
    }

    private Tensor image(Path image) {
        return model.imageVectors(model.features(image));
    }

    private Tensor text(String text) {
        return model.textVectors(List.of(text));
    }

    private Iterable<ByteBuffer> lines(List<Path> images, List<String> texts) {
        Stream<ByteBuffer> seen = IntStream.range(0, images.size()).mapToObj(i -> {
            ByteBuffer line = line("image", images.get(i).toString(), image(images.get(i)));
            progress.done("images", i + 1, images.size());
            return line;
        });
        Stream<ByteBuffer> read = IntStream.range(0, texts.size()).mapToObj(i -> {
            ByteBuffer line = line("text", texts.get(i), text(texts.get(i)));
            progress.done("texts", i + 1, texts.size());
            return line;
        });
        Iterator<ByteBuffer> all = Stream.concat(seen, read).iterator();
        return () -> all;
    }

    /** One vector as a list, several of an image as a list of lists. */
    private static ByteBuffer line(String kind, String name, Tensor vectors) {
        ObjectNode json = JSON.createObjectNode().put(kind, name);
        int width = Math.toIntExact(vectors.dim(-1));
        float[] numbers = vectors.toFloatArray();
        ArrayNode embedding = json.putArray("embedding");
        for (int from = 0; from < numbers.length; from += width) {
            ArrayNode into = numbers.length == width ? embedding : embedding.addArray();
            for (int i = from; i < from + width; i++) {
                into.add(numbers[i]);
            }
        }
        return ByteBuffer.wrap((text(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void writeTensors(Path file, List<Path> images, List<String> texts) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        if (!images.isEmpty()) {
            metadata.put("images", names("images", images));
        }
        if (!texts.isEmpty()) {
            metadata.put("texts", names("texts", texts));
        }
        // Room is made for both before anything else is computed.
        Tensor seen = images.isEmpty() ? null : room("images", images.size(), image(images.get(0)));
        Tensor read = texts.isEmpty() ? null : room("texts", texts.size(), text(texts.get(0)));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        if (seen != null) {
            fill(seen, "images", i -> image(images.get(i)));
            tensors.put("image_embeds", seen);
        }
        if (read != null) {
            fill(read, "texts", i -> text(texts.get(i)));
            tensors.put("text_embeds", read);
        }
        if (model instanceof TwoTowerModel towers) {
            towers.logitScale().ifPresent(scale -> {
                metadata.put("logit_scale", String.valueOf(scale.scale()));
                metadata.put("logit_bias", String.valueOf(scale.bias()));
            });
        }
        Safetensors.write(file, tensors, metadata);
    }

    /** A tensor {@code [count, ...]} for rows {@code [1, ...]} like the first. */
    private static Tensor room(String what, int count, Tensor first) {
        requireRoom(what, count, first.size());
        long[] shape = first.shape();
        shape[0] = count;
        return Tensor.allocate(ElementType.FLOAT, shape);
    }

    /** @param width numbers of each */
    static void requireRoom(String what, long count, long width) {
        if (count * width > Integer.MAX_VALUE / Float.BYTES) {
            throw new InvalidInputException(count + " " + what + " of " + width
                    + " numbers each are more than the 2 GiB of a tensor in a .safetensors file; give fewer at a time, or"
                    + " write a .jsonl file");
        }
    }

    private void fill(Tensor all, String what, IntFunction<Tensor> one) {
        int count = Math.toIntExact(all.dim(0));
        long[] expected = Arrays.copyOfRange(all.shape(), 1, all.rank());
        for (int i = 0; i < count; i++) {
            Tensor row = one.apply(i);
            if (!Arrays.equals(expected, Arrays.copyOfRange(row.shape(), 1, row.rank()))) {
                throw new IllegalStateException("expected rows of " + Arrays.toString(expected) + ", found " + row);
            }
            all.floats().put(i * (int) row.size(), row.floats(), 0, (int) row.size());
            progress.done(what, i + 1, count);
        }
    }

    private static String names(String what, List<?> all) {
        ArrayNode names = JSON.createArrayNode();
        all.forEach(each -> names.add(each.toString()));
        String written = text(names);
        if (written.length() > MOST_NAMES) {
            throw new InvalidInputException(
                    "the names of " + all.size() + " " + what
                            + " are too long for the header of a .safetensors file; give fewer at a time, or write a .jsonl file");
        }
        return written;
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
