package dev.graft.training.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.ChatTemplate;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStartTest {
    private static final ChatTemplate CHAT = new ChatTemplate(
            "{% for m in messages %}{% for part in m.content %}{{ '<image>' if part.type == 'image' else part.text }}"
                    + "{% endfor %}</s>{% endfor %}",
            "<image>", Map.of("eos_token", "</s>"));

    @TempDir
    private Path folder;

    private static TrainingSettings with(TrainingSettings settings, Map<String, String> more) {
        return Recipe.single(settings).with(more).last();
    }

    private static List<String> train(TrainingSettings settings) {
        List<String> said = new ArrayList<>();
        new Trainer(settings, new TrainingListener() {
                    @Override
                    public void onMessage(String message) {
                        said.add(message);
                    }
                })
                .run(false, () -> false);
        return said;
    }

    /** The model that comes out is described as the one that it went on with, whose weights it began with. */
    @Test
    void aTrainingGoesOnWithAModelAsItIs() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        String prepared = Files.readString(tiny.vision.resolve("preprocessor_config.json"));
        Files.writeString(
                pictures.resolve("preprocessor_config.json"), prepared.replace("\"resample\": 2", "\"resample\": 3"));
        Map<String, String> quick = Map.of("steps", "1", "final_evaluation", "0", "validate_every", "0");
        TrainingSettings first = with(tiny.settings("first"), quick)
                .with("prompt.chat_template", CHAT.toJson())
                .with("prompt.generation", "{\"max_new_tokens\": 3}")
                .with("prompt.image_token", "none")
                .with("adapter.kind", "mlp")
                .with("adapter.hidden_width", "10")
                .with("processor", pictures.toString());
        train(first);
        Path model = folder.resolve("first");
        assertTrue(Files.readString(model.resolve(ModelFolder.PREPROCESSING)).contains("\"resample\" : 3")
                || Files.readString(model.resolve(ModelFolder.PREPROCESSING)).contains("\"resample\": 3"));

        TrainingSettings open = TrainingSettings.DEFAULTS
                .with("data.path", tiny.data.toString())
                .with("output", folder.resolve("second").toString())
                .with("cache", folder.resolve("cache").toString());
        TrainingSettings second = with(with(open, ModelStart.of(model, Set.of()).settings()), quick);
        List<String> said = train(second);
        assertTrue(said.contains("init: 4 tensors from " + model), said::toString);
        assertEquals(VisionLanguageDescription.load(model), VisionLanguageDescription.load(folder.resolve("second")));
        assertEquals(
                Files.readString(model.resolve(ModelFolder.PREPROCESSING)),
                Files.readString(folder.resolve("second").resolve(ModelFolder.PREPROCESSING)));
    }

    @Test
    void whatIsGivenGoesBefore() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        train(with(tiny.settings("first"), Map.of("steps", "1", "final_evaluation", "0", "validate_every", "0")));
        Path model = folder.resolve("first");
        Map<String, String> settings =
                ModelStart.of(model, Set.of("prompt.format", "vision")).settings();
        assertFalse(settings.containsKey("prompt.template"));
        assertFalse(settings.containsKey("vision"));
        assertEquals(
                "{question}{image}", ModelStart.of(model, Set.of()).settings().get("prompt.template"));
        tiny.writeLanguage(3);
        String message = assertThrows(
                        ModelFileException.class,
                        () -> ModelStart.of(model, Set.of()).settings())
                .getMessage();
        assertTrue(message.contains("the adapter was trained with the language model"), message);
    }

    /** A preset's way of writing would go before the model's, since a name of a format goes before a template. */
    @Test
    void theModelsPromptGoesOverThatOfAPreset() throws IOException {
        Path model = trained().get(0);
        Recipe preset = Recipe.single(TrainingSettings.DEFAULTS)
                .with("prompt.format", "llama2-chat")
                .with("prompt.chat_template", CHAT.toJson());
        TrainingSettings whole =
                preset.with(ModelStart.of(model, Set.of()).settings()).last();
        assertEquals(
                VisionLanguageDescription.load(model).prompt(), whole.prompt().promptFormat());
    }

    @Test
    void aFileMaySayWhatTheModelSaysAndNothingElse() throws IOException {
        Path model = trained().get(0);
        Path file = folder.resolve("own.json");
        Files.writeString(
                file,
                "{\"steps\": 3, \"features\": \"last\", \"adapter\": {\"kind\": \"mlp\", \"hidden_width\": 10},"
                        + " \"prompt\": {\"answer\": \" {answer}\"}}");
        RecipeFile same = RecipeFile.read(file);
        ModelStart start = ModelStart.of(model, Set.of());
        start.requireAgreed(same.recipe(false), same.chosen(same.recipe(false)));
        Files.writeString(
                file,
                "{\"features\": \"layer:1\", \"adapter\": {\"hidden_width\": 11}, \"prompt\": {\"format\": \"plain\"}}");
        RecipeFile other = RecipeFile.read(file);
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> start.requireAgreed(other.recipe(false), other.chosen(other.recipe(false))))
                .getMessage();
        assertTrue(message.contains("gives 'features', 'adapter.hidden_width', 'prompt.format' otherwise"), message);
        Files.writeString(
                file,
                TinyRun.at(folder)
                        .settings("first")
                        .with("adapter.hidden_width", "11")
                        .toJson());
        RecipeFile run = RecipeFile.read(file);
        Recipe again = run.recipe(false);
        assertFalse(run.chosen(again).contains("init"), "a file of all settings has more than was chosen");
        ModelStart elsewhere = ModelStart.of(model, Set.of("vision", "language"));
        String settled = assertThrows(
                        InvalidInputException.class, () -> elsewhere.requireAgreed(again, run.chosen(again)))
                .getMessage();
        assertTrue(settled.contains("'adapter.hidden_width'") && !settled.contains("'init'"), settled);
    }

    @Test
    void otherBackbonesAreRefused() throws IOException {
        List<Path> made = trained();
        ModelStart start = ModelStart.of(made.get(0), Set.of("vision"));
        Recipe recipe = Recipe.single(TrainingSettings.DEFAULTS).with(start.settings());
        start.requireBackbones(recipe.with("vision", made.get(1).toString()));
        Path other = Files.createDirectories(folder.resolve("other"));
        TinyRun.in(other).writeLanguage(3);
        Recipe swapped = recipe.with("language", TinyRun.at(other).language.toString());
        String message = assertThrows(ModelFileException.class, () -> start.requireBackbones(swapped))
                .getMessage();
        assertTrue(message.contains("the adapter was trained with the language model"), message);
    }

    /** The folder of a model, and that of its vision encoder. */
    private List<Path> trained() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        Map<String, String> quick = Map.of(
                "steps",
                "1",
                "final_evaluation",
                "0",
                "validate_every",
                "0",
                "adapter.kind",
                "mlp",
                "adapter.hidden_width",
                "10");
        train(with(tiny.settings("first"), quick));
        return List.of(folder.resolve("first"), tiny.vision);
    }
}
