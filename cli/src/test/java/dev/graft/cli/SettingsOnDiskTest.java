package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.training.recipe.Preset;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.recipe.RecipeFile;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs begun before settings had types go on: what they left on disk is read, and compared, as it was. */
class SettingsOnDiskTest {
    @TempDir
    private Path folder;

    private static String resource(String name) throws IOException {
        try (InputStream file = SettingsOnDiskTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The text that checkpoints hold, of a projection and of the stages of a Q-Former. */
    @Test
    void checkpointsHoldTheSameText() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "shapes : " + RecipeFile.of(Preset.SHAPES).recipe(false).last().decisive());
        for (Recipe.Stage stage : RecipeFile.of(Preset.BLIP2).recipe(true).stages()) {
            lines.add("blip2 small " + stage.name() + ": " + stage.settings().decisive());
        }
        assertEquals(resource("decisive.txt"), String.join("\n", lines) + "\n");
    }

    /** The file of a run of the little world, with every setting in its order. */
    @Test
    void runFilesAreReadAndWrittenAsBefore() throws IOException {
        String here = Path.of("").toAbsolutePath().toString();
        String text = resource("run.json").replace("HERE", here);
        assertEquals(text, RecipeFile.of(Preset.SHAPES).recipe(false).last().toJson());
        Path file = Files.writeString(folder.resolve("run.json"), text);
        assertEquals(text, TrainingSettings.DEFAULTS.withFile(file).toJson());
    }

    /** Files of runs that were begun before there were some settings are still those of all settings. */
    @Test
    void olderRunFilesAreThoseOfAllSettings() throws IOException {
        String text = resource("run.json").replace("HERE", folder.toString());
        String older = text.replace(",\n  \"precision\" : \"auto\",\n  \"memory\" : \"ordinary\"", "")
                .replace("  \"processor\" : \"\",\n", "")
                .replace("    \"frames\" : 0,\n", "")
                .replace("    \"image_pooling\" : \"mean\",\n", "")
                .replace("    \"chat_template\" : \"\",\n", "")
                .replace("\"false\",\n    \"generation\" : \"\"", "false"); // was yes or no once
        assertEquals(text.lines().count() - 7, older.lines().count());
        Path file = Files.writeString(folder.resolve("older.json"), older);
        assertEquals(
                text.replace("\"precision\" : \"auto\"", "\"precision\" : \"float32\""),
                TrainingSettings.ofRun(file).toJson());
        assertTrue(TrainingSettings.DEFAULTS.areAll(keys(older)));
    }

    /** The keys of all values, with dots between the levels. */
    private static Set<String> keys(String json) throws IOException {
        Set<String> keys = new HashSet<>();
        collect(new ObjectMapper().readTree(json), "", keys);
        return keys;
    }

    private static void collect(JsonNode node, String prefix, Set<String> keys) {
        node.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                collect(field.getValue(), prefix + field.getKey() + ".", keys);
            } else {
                keys.add(prefix + field.getKey());
            }
        });
    }
}
