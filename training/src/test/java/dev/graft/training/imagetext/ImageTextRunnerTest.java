package dev.graft.training.imagetext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.imagetext.ImageTextRunner;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model of the first stage computes, against {@code scripts/reference/blip2_stage1.py}. */
class ImageTextRunnerTest {
    private static final int PAIRS = 4;
    private static final float TOLERANCE = 1e-5f;

    @TempDir
    private Path folder;

    private Map<String, Tensor> reference;
    private Tokenizer tokenizer;
    private ImageTextRunner runner;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("blip2_stage1.safetensors");
        try (InputStream resource = getClass().getResourceAsStream("blip2_stage1.safetensors")) {
            Files.copy(resource, file);
        }
        reference = Safetensors.read(file);
        tokenizer = tokenizer();
        QFormerText text = new QFormerText(tokenizer, 5, false);
        assertEquals(new QFormerText.Ids(9, 10, 11, 13), text.ids());
        QFormerSpec spec = new QFormerSpec(3, 2, 4, 2, 6, 2, 13, 8, true, true, false, 1e-5, 1e-12, 0);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        reference.forEach((name, tensor) -> weights.put(name.replace("parameter/", ""), tensor));
        runner = new ImageTextRunner(
                new ImageTextNetwork(new QFormer(spec, 5), 4), weights, text, 3, SessionConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        runner.close();
        tokenizer.close();
    }

    /** Words are their ids, and the tokens that BLIP-2 adds are at the places of the reference. */
    private Tokenizer tokenizer() throws IOException {
        String words =
                IntStream.range(0, 9).mapToObj(i -> "\"w" + i + "\": " + i).collect(Collectors.joining(", "));
        String added = IntStream.of(9, 10, 11, 12)
                .mapToObj(id -> """
                        {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
                         "normalized": false, "special": true}""".formatted(
                                id, List.of("[CLS]", "[SEP]", "[DEC]", "[PAD]").get(id - 9)))
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s], "normalizer": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}""".formatted(added, words));
        return Tokenizer.load(folder);
    }

    @Test
    void similaritiesAreThoseOfTheBestQuery() {
        Tensor images = runner.imageVectors(reference.get("image"));
        Tensor texts = runner.textVectors(texts());
        assertArrayEquals(new long[] {PAIRS, 3, 4}, images.shape());
        assertArrayEquals(new long[] {PAIRS, 4}, texts.shape());
        float[] cosines = runner.similarities(images, texts).toFloatArray();
        float temperature = reference.get("parameter/temp").toFloatArray()[0];
        float[] expected = reference.get("similarity").toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] * temperature, cosines[i], TOLERANCE);
        }
    }

    /** Padding to the longest text of the batch changes nothing. */
    @Test
    void aTextAloneIsTheSameAsInABatch() {
        float[] all = runner.textVectors(texts()).toFloatArray();
        float[] third = runner.textVectors(texts().subList(2, 3)).toFloatArray();
        for (int i = 0; i < third.length; i++) {
            assertEquals(all[2 * 4 + i], third[i], TOLERANCE);
        }
    }

    @Test
    void matchesAreTheLogitsOfTheTriples() {
        int[] images = join(new int[] {0, 1, 2, 3}, numbers("negative_images"), new int[] {0, 1, 2, 3});
        int[] texts = join(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2, 3}, numbers("negative_texts"));
        Tensor features = Tensor.allocate(ElementType.FLOAT, images.length, 3, 5);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < images.length; i++) {
            features.floats().put(i * 15, reference.get("image").toFloatArray(), images[i] * 15, 15);
            written.add(texts().get(texts[i]));
        }
        Tensor logits = runner.matching().orElseThrow().matches(features, written);
        assertArrayEquals(new long[] {3 * PAIRS, 2}, logits.shape());
        assertArrayEquals(reference.get("matches").toFloatArray(), logits.toFloatArray(), TOLERANCE);
    }

    /** The words of the reference's texts between their first and last token. */
    private List<String> texts() {
        long[] ids = reference.get("ids").toLongArray();
        long[] lengths = reference.get("lengths").toLongArray();
        return IntStream.range(0, PAIRS)
                .mapToObj(row -> IntStream.range(1, (int) lengths[row] - 1)
                        .mapToObj(i -> "w" + ids[row * 5 + i])
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private int[] numbers(String name) {
        long[] found = reference.get(name).toLongArray();
        return IntStream.range(0, found.length).map(i -> (int) found[i]).toArray();
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
