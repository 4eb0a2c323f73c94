package dev.graft.models.contrast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP, SigLIP and CoCa as they are published, against transformers and open_clip: {@code scripts/reference/two_towers.py} and others. */
class TwoTowerModelTest {
    private static final Path MODELS = Checkout.tiny("two-towers");
    private static final int IMAGES = 3;

    @TempDir
    private Path folder;

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        new ObjectMapper().readTree(MODELS.resolve("texts.json").toFile()).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "clip-whole", "siglip", "siglip2", "open-clip", "coca"})
    void vectorsAndLogitsAreThoseOfTheReference(String name) throws IOException {
        Path place = MODELS.resolve(name);
        GoldenFile golden = GoldenFile.read(place.resolve("golden.safetensors"));
        assertTrue(TwoTowerFolder.isOne(place));
        try (ComparingModel opened = ComparingModel.open(place)) {
            TwoTowerModel model = assertInstanceOf(TwoTowerModel.class, opened);
            Tensor texts = model.textVectors(texts());
            check(golden, "text_embeds", texts);
            Tensor images = Tensor.allocate(ElementType.FLOAT, IMAGES, texts.dim(1));
            var into = images.floats();
            for (Path file : FormulaImages.write(folder, IMAGES)) {
                into.put(model.imageVectors(model.features(file)).floats());
            }
            check(golden, "image_embeds", images);
            float[] cosines = model.similarities(images, texts).toFloatArray();
            LogitScale scale = model.logitScale().orElseThrow();
            assertEquals(name.startsWith("siglip"), scale.judgesPairs());
            for (int i = 0; i < cosines.length; i++) {
                assertEquals(golden.get("logits_per_image").get(i), scale.logit(cosines[i]), 1e-4);
            }
        }
    }

    private static void check(GoldenFile golden, String name, Tensor found) {
        Closeness.ofLargest(1e-5).check(golden.get(name), found.shape(), found.floats());
    }

    /** Its pooler's vector has no projection behind it, even where the widths agree by chance. */
    @Test
    void aTowerWithoutItsProjectionIsRefused() throws IOException {
        Path copy = copy("siglip");
        Path config = copy.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("siglip", "clip"));
        String message = assertThrows(
                        ModelFileException.class,
                        () -> ComparingModel.open(copy).close())
                .getMessage();
        assertTrue(message.contains("CLIPVisionModelWithProjection"), message);
    }

    @Test
    void towersOfDifferentModelsAreRefused() throws IOException {
        Path copy = copy("siglip");
        Files.copy(MODELS.resolve("clip/onnx/text_model.onnx"), copy.resolve("onnx/text_model_fp16.onnx"));
        Files.delete(copy.resolve("onnx/text_model.onnx"));
        String message = assertThrows(
                        ModelFileException.class,
                        () -> ComparingModel.open(copy).close())
                .getMessage();
        assertTrue(message.contains("vectors of width 16 of images") && message.contains("10 of texts"), message);
    }

    @Test
    void whatElseIsInAFolderIsNoPairOfTowers() throws IOException {
        assertFalse(TwoTowerFolder.isOne(Checkout.tiny("clip_vision")));
        assertFalse(TwoTowerFolder.isOne(Checkout.tiny("llama")));
        assertFalse(TwoTowerFolder.isOne(folder));
        assertFalse(TwoTowerFolder.isOne(folder.resolve("nothing")));
        Files.writeString(folder.resolve("config.json"), "no JSON");
        assertFalse(TwoTowerFolder.isOne(folder));
        String message = assertThrows(
                        ModelFileException.class,
                        () -> TrainedModel.open(MODELS.resolve("clip")).close())
                .getMessage();
        assertTrue(message.contains("compares images with texts"), message);
    }

    private Path copy(String name) throws IOException {
        Path from = MODELS.resolve(name);
        Path to = folder.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
