package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.SeenImage;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose Q-Former reads the question, as InstructBLIP's; docs/systems.md compares whole ones with transformers. */
class QuestionReadingTest {
    private static final Map<String, Object> QFORMER = Map.of(
            "kind",
            "qformer",
            "queries",
            4,
            "layers",
            2,
            "width",
            16,
            "heads",
            2,
            "feed_forward",
            16,
            "vocabulary",
            250,
            "positions",
            12);

    @TempDir
    private Path folder;

    private Path model() throws IOException, URISyntaxException {
        Path tokenizer = Path.of(QuestionReadingTest.class
                .getResource("prompt/pieces/word-piece")
                .toURI());
        SmallModel.write(folder, QFORMER, InstructionText.sha256(tokenizer));
        InstructionText.copy(tokenizer, folder);
        return folder;
    }

    @Test
    void theQuestionDecidesWhatIsSeenOfAnImage() throws Exception {
        Path model = model();
        try (VisionLanguageModel opened = VisionLanguageModel.load(model)) {
            assertTrue(opened.readsQuestions());
            SeenImage image = opened.see(SmallModel.picture(1));
            assertTrue(image.waiting().isPresent());
            assertEquals(4, image.sequence().tokens());
            List<String> answers = List.of("one", "a cat");
            Conversation<SeenImage> colour = Conversation.of(image, "what colour?");
            Conversation<SeenImage> place = Conversation.of(image, "where is the cat in the picture?");
            double[] ofColour = logs(opened, colour, answers);
            assertArrayEquals(ofColour, logs(opened, colour, answers));
            List<String> together = opened.answerSeeing(List.of(colour, place), GenerationOptions.greedy(8));
            for (int i = 0; i < 2; i++) {
                Conversation<SeenImage> one = List.of(colour, place).get(i);
                assertEquals(
                        opened.answerSeeing(one, GenerationOptions.greedy(8), piece -> {}),
                        together.get(i),
                        "alone " + i);
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> opened.visualTokens(image.waiting().orElseThrow().features()));
            InvalidInputException refusal = assertThrows(
                    InvalidInputException.class,
                    () -> opened.ask(
                            SmallModel.picture(1), "what is in the picture, and where is the cat in the house of it?"));
            assertTrue(refusal.getMessage().contains("reads at most 12"), refusal.getMessage());
        }
    }

    @Test
    void textsOfDifferentLengthsAreReadTogetherAsAlone() throws Exception {
        Path model = model();
        VisionLanguageDescription description = VisionLanguageDescription.load(model);
        Adapter adapter = description.network();
        Optional<InstructionText> text = InstructionText.of(model, description.textTokenizer(), adapter);
        Map<String, Tensor> weights = ModelFolder.weights(model, description);
        int width = description.vision().width();
        Tensor features = Tensor.allocate(ElementType.FLOAT, 1, 1, width);
        for (int i = 0; i < width; i++) {
            features.floats().put(i, (float) Math.sin(i));
        }
        EncodedImage image = EncodedImage.whole(features);
        try (AdapterRunner runner = new AdapterRunner(adapter, weights, 1, width, text, SessionConfig.DEFAULT)) {
            List<String> texts = List.of("what?", "where is the cat in it?");
            List<SeenImage> both = runner.see(List.of(image, image), texts, description.layout());
            for (int i = 0; i < 2; i++) {
                SeenImage alone = runner.see(List.of(image), texts.subList(i, i + 1), description.layout())
                        .get(0);
                assertArrayEquals(
                        alone.tokens().toFloatArray(), both.get(i).tokens().toFloatArray(), 1e-5f, texts.get(i));
            }
            float difference = both.get(0).tokens().floats().get(0)
                    - both.get(1).tokens().floats().get(0);
            assertTrue(Math.abs(difference) > 1e-3, "the question changes what is seen, by " + difference);
        }
    }

    private static double[] logs(
            VisionLanguageModel model, Conversation<SeenImage> conversation, List<String> answers) {
        return model.likelihoods(conversation, answers).stream()
                .mapToDouble(Likelihood::logProbability)
                .toArray();
    }

    @Test
    void itsTokenizersSettingsAreToldApart() throws Exception {
        Path model = model();
        Path settings = model.resolve(InstructionText.FOLDER).resolve("tokenizer_config.json");
        String before = fingerprint(model);
        Files.writeString(settings, "{\"do_lower_case\": false}");
        assertNotEquals(before, fingerprint(model));
        Files.writeString(settings, "{\"do_lower_case\": true}");
        assertNotEquals(before, fingerprint(model));
    }

    private static String fingerprint(Path model) {
        try (VisionLanguageModel opened = VisionLanguageModel.load(model)) {
            return opened.questionFingerprint();
        }
    }

    @Test
    void itsTokenizerMustBeThere() throws Exception {
        Path model = model();
        Path file = model.resolve(InstructionText.FOLDER).resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file) + " ");
        ModelFileException changed = assertThrows(ModelFileException.class, () -> VisionLanguageModel.load(model));
        assertTrue(changed.getMessage().contains("is not the tokenizer"), changed.getMessage());
        Files.delete(file);
        ModelFileException missing = assertThrows(ModelFileException.class, () -> VisionLanguageModel.load(model));
        assertTrue(missing.getMessage().contains("reads the question too"), missing.getMessage());
        VisionLanguageDescription read = VisionLanguageDescription.load(model);
        assertEquals(64, read.textTokenizer().length());
    }
}
