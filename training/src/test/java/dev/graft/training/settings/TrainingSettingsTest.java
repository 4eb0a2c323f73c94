package dev.graft.training.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.AdapterSpec;
import dev.graft.models.data.DatasetFormat;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.recipe.Preset;
import dev.graft.training.recipe.RecipeFile;
import dev.graft.training.run.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
    private static final TrainingSettings DEFAULTS = TrainingSettings.DEFAULTS
            .with("vision", "v")
            .with("language", "l")
            .with("data.path", "d")
            .with("output", "o");

    @TempDir
    private Path folder;

    private static String refused(TrainingSettings settings, String key, String value) {
        return assertThrows(InvalidInputException.class, () -> Objective.checked(settings.with(key, value)))
                .getMessage();
    }

    @Test
    void everyDataFormatOfOursIsNamedWhereItIsChosen() {
        String help = Declarations.ALL.get("data.format").help();
        DatasetFormat.ids().stream()
                .filter(id -> DatasetFormat.of(id).getClass().getName().startsWith("dev.graft."))
                .forEach(id -> assertTrue(help.contains(id), id + " in: " + help));
    }

    @Test
    void defaultsAreInRange() {
        assertDoesNotThrow(DEFAULTS::check);
    }

    @ParameterizedTest
    @CsvSource({
        "steps, -1",
        "steps, 0",
        "batch, 0",
        "micro_batch, -1",
        "micro_batch, 33",
        "data.validation, 1.5",
        "data.validation, -0.1",
        "data.validation, 1",
        "data.validation, NaN",
        "data.limit, -1",
        "optimizer.learning_rate, NaN",
        "optimizer.learning_rate, Infinity",
        "optimizer.learning_rate, -0.001",
        "optimizer.learning_rate, 0",
        "optimizer.beta1, 1",
        "optimizer.beta2, -0.1",
        "optimizer.epsilon, 0",
        "optimizer.weight_decay, -1",
        "optimizer.clip_norm, -1",
        "schedule.warmup, 1.1",
        "schedule.minimum, -1",
        "schedule.kind, cosin",
        "validate_every, -1",
        "validation_samples, -1",
        "checkpoint_every, 0",
        "threads, -1",
        "device, gpu",
        "features, lst",
        "adapter.kind, mpl",
        "adapter.tokens, 0",
        "adapter.hidden_width, -1",
        "adapter.norm_epsilon, 0",
        "data.format, jsno",
        "prompt.template, question",
        "prompt.answer, question",
    })
    void valuesOutOfRangeNameTheirKey(String key, String value) {
        String message = refused(DEFAULTS, key, value);
        assertTrue(message.contains("'" + key + "'"), message);
        assertTrue(message.contains(value), message);
    }

    @ParameterizedTest
    @CsvSource({
        "adapter.query_grid, 4x",
        "adapter.heads, -1",
        "trained, ''",
    })
    void settingsOfOtherAdaptersAreChecked(String key, String value) {
        String message = refused(DEFAULTS.with("adapter.kind", "qwen_resampler"), key, value);
        assertTrue(message.contains(key.substring(key.indexOf('.') + 1)), message);
    }

    @Test
    void eachKindOfAdapterHasItsSettings() throws IOException {
        TrainingSettings settings = DEFAULTS.with("adapter.output_norm", "true")
                .with("adapter.kind", "qformer")
                .with("adapter.queries", "7");
        assertEquals(
                AdapterSpec.of(Map.of("kind", "qformer", "queries", 7)),
                settings.adapter().spec());
        assertTrue(refused(settings, "adapter.tokens", "2").contains("'tokens'"));
        TrainingSettings reading = settings.with("adapter.vocabulary", "9");
        assertTrue(refused(reading, "objective.kind", "clip").contains("'adapter.vocabulary'"));
        assertTrue(settings.with("objective.tokenizer", "t")
                .unread("objective.tokenizer")
                .isPresent());
        assertTrue(reading.with("objective.tokenizer", "t")
                .unread("objective.tokenizer")
                .isEmpty());
        assertTrue(refused(DEFAULTS, "adapter.querys", "2").contains("did you mean 'adapter.queries'"));

        Path file = folder.resolve("config.json");
        Files.writeString(file, settings.toJson());
        assertEquals(
                settings.adapter().spec(), DEFAULTS.withFile(file).adapter().spec());
        assertEquals(settings.decisive(), DEFAULTS.withFile(file).decisive());
        // The kind decides what the other settings mean, wherever it stands.
        Files.writeString(file, "{\"adapter\": {\"queries\": 7, \"kind\": \"qformer\"}}");
        assertEquals(
                settings.adapter().spec(), DEFAULTS.withFile(file).adapter().spec());
    }

    @Test
    void linearAndMlpShareTheirSettings() {
        TrainingSettings settings = DEFAULTS.with("adapter.tokens", "3").with("adapter.kind", "linear");
        assertEquals(
                AdapterSpec.of(Map.of("kind", "linear", "tokens", 3)),
                settings.adapter().spec());
    }

    @Test
    void minimumIsNoMoreThanThePeak() {
        String message = refused(DEFAULTS.with("optimizer.learning_rate", "1e-4"), "schedule.minimum", "1e-3");
        assertTrue(message.contains("'schedule.minimum'") && message.contains("0.001"), message);
    }

    @ParameterizedTest
    @CsvSource({"validation_answers", "validation_samples", "data.validation"})
    void accuracyChoosesOnlyWhereItIsMeasured(String key) {
        TrainingSettings byAccuracy = DEFAULTS.with("best_by", "accuracy");
        assertDoesNotThrow(byAccuracy::check);
        String message = refused(byAccuracy, key, "0");
        assertTrue(message.startsWith("setting '" + key + "' must be above 0 where 'best_by' is accuracy"), message);
    }

    @Test
    void whatMustBeGivenIsNamed() {
        assertTrue(refused(DEFAULTS, "vision", "").contains("'vision' is not given"));
    }

    @Test
    void keyWithoutItsGroupIsRecognised() {
        assertTrue(refused(DEFAULTS, "lerning_rate", "1").contains("did you mean 'optimizer.learning_rate'"));
    }

    @Test
    void filesAreCheckedToo() throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, "{\"optimizer\": {\"learning_rat\": 1}}");
        String unknown = assertThrows(InvalidInputException.class, () -> DEFAULTS.withFile(file))
                .getMessage();
        assertTrue(unknown.contains("did you mean 'optimizer.learning_rate'"), unknown);
        Files.writeString(file, "[1, 2]");
        String array = assertThrows(InvalidInputException.class, () -> DEFAULTS.withFile(file))
                .getMessage();
        assertTrue(array.contains("a JSON object"), array);
        Files.writeString(file, DEFAULTS.with("steps", "7").toJson());
        assertEquals(7, DEFAULTS.withFile(file).steps());
    }

    @Test
    void whatIsBuiltInKeepsItsName() throws IOException {
        TrainingSettings shapes =
                RecipeFile.of(Preset.SHAPES).recipe(false).last().check();
        Path file = Files.writeString(folder.resolve("run.json"), shapes.toJson());
        TrainingSettings read = TrainingSettings.DEFAULTS.withFile(file);
        assertEquals("builtin:shapes-vision", read.backbones().vision());
        assertEquals(shapes.data().test(), read.data().test());
        assertEquals(shapes.toJson(), read.toJson());
        String message = refused(DEFAULTS, "data.test", "builtin:shapes/test/question.jsonl");
        assertTrue(message.contains("builtin:shapes/test/questions.jsonl"), message);
    }

    @Test
    void severalTestFilesAreFoundFromTheFolderOfTheConfiguration() throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), """
                {"data": {"test": "a.jsonl, b/c.jsonl,builtin:shapes/test/questions.jsonl"}}""");
        assertEquals(
                folder.resolve("a.jsonl") + "," + folder.resolve("b/c.jsonl") + ",builtin:shapes/test/questions.jsonl",
                TrainingSettings.DEFAULTS.withFile(file).data().test());
    }
}
