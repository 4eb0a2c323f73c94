package dev.graft.training.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
    private static final String TEXT = """
            {
              "description": "three stages, of which small backbones take two",
              "notes": ["a", "b"],
              "steps": 100,
              "batch": 64,
              "stages": [
                {"name": "one", "adapter": {"kind": "linear", "tokens": 2}},
                {"name": "two", "steps": 200},
                {"name": "three", "seed": 3}
              ],
              "small": {
                "vision": "builtin:shapes-vision",
                "batch": 8,
                "stages": [{"name": "zero", "steps": 7}, {"name": "two", "data": {"path": "d"}}]
              }
            }
            """;

    @TempDir
    private Path folder;

    private RecipeFile file(String text) throws IOException {
        Path file = folder.resolve("recipe.json");
        Files.writeString(file, text);
        return RecipeFile.read(file);
    }

    private static List<Integer> each(Recipe recipe, ToIntFunction<TrainingSettings> setting) {
        return recipe.stages().stream()
                .map(stage -> setting.applyAsInt(stage.settings()))
                .toList();
    }

    @Test
    void aStageTakesWhatTheOneBeforeHas() throws IOException {
        RecipeFile file = file(TEXT);
        assertEquals(List.of("a", "b"), file.about().notes());
        Recipe recipe = file.recipe(false);
        assertEquals(List.of("one", "two", "three"), file.stages());
        assertEquals(List.of(100, 200, 200), each(recipe, TrainingSettings::steps));
        assertEquals(List.of(64, 64, 64), each(recipe, TrainingSettings::batch));
        assertEquals("linear", recipe.last().adapter().spec().kind());
        assertEquals(3, recipe.last().seed());
    }

    @Test
    void aFileOfAllSettingsMayHoldSomeWithoutEffectWhichAreTold() throws IOException {
        Recipe constant = Recipe.single(TrainingSettings.DEFAULTS
                .with("vision", "v")
                .with("language", "l")
                .with("data.path", "d")
                .with("schedule.kind", "constant")
                .with("adapter.kind", "qformer"));
        List<String> told = new ArrayList<>();
        RecipeFile file = file(constant.toJson());
        file.requireRead(file.recipe(false), told::add);
        assertEquals(List.of(), told, "as they are where nothing is said of them");
        file = file(constant.with("schedule.minimum", "0.0001").toJson());
        file.requireRead(file.recipe(false), told::add);
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains("setting 'schedule.minimum' has no effect: 'schedule.kind'"), told.get(0));
    }

    @Test
    void smallOnesGoOverTheRestAndSayWhatRuns() throws IOException {
        Recipe small = file(TEXT).recipe(true);
        assertEquals(
                List.of(7, 7),
                each(small, TrainingSettings::steps),
                "the small settings of a stage hold in the later ones too");
        assertEquals(List.of(8, 8), each(small, TrainingSettings::batch));
        assertEquals(folder.resolve("d").toString(), small.last().data().path(), "beside the file");
        assertEquals("builtin:shapes-vision", small.last().backbones().vision());
    }

    @Test
    void aSettingIsForAllStagesOrForOne() throws IOException {
        Recipe recipe = file(TEXT).recipe(false);
        assertEquals(List.of(5, 5, 5), each(recipe.with("steps", "5"), TrainingSettings::steps));
        assertEquals(List.of(100, 5, 200), each(recipe.with("two:steps", "5"), TrainingSettings::steps));
        Recipe started = recipe.with("init", "w").with("output", folder.toString());
        assertEquals(
                List.of(
                        "w",
                        folder.resolve("1-one").toString(),
                        folder.resolve("2-two").toString()),
                started.placed().stream()
                        .map(stage -> stage.settings().start().init())
                        .toList());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Recipe recipe = file(TEXT).recipe(false).with("output", folder.toString());
        Recipe again = file(recipe.toJson()).recipe(false);
        assertEquals(recipe.toJson(), again.toJson());
        assertEquals(List.of(100, 200, 200), each(again, TrainingSettings::steps));
    }

    @Test
    void aFileWithoutStagesIsASingleRun() throws IOException {
        Recipe single = file("{\"steps\": 9}").recipe(false);
        assertTrue(single.isSingle());
        assertEquals(TrainingSettings.DEFAULTS.with("steps", "9").toJson(), single.toJson());
        Recipe over = file(TEXT).recipe(false).with(file("{\"steps\": 9}"));
        assertEquals(List.of(9, 9, 9), each(over, TrainingSettings::steps));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stages\": []}                                       | expected a list of objects as 'stages'",
                "{\"stages\": [{\"steps\": 1}]}                         | 'name'",
                "{\"stages\": [{\"name\": \"../a\"}]}                   | found \"../a\"",
                "{\"stages\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}   | two stages 'a'",
                "{\"stages\": [{\"name\": \"a\", \"stpes\": 1}]}        | did you mean 'steps'?",
                "{\"small\": 3}                                         | expected a JSON object as 'small'",
                "[]                                                     | expected a JSON object as a recipe",
                "{\"steps\": }                                          | recipe.json]",
            })
    void whatIsNoRecipeIsRefused(String text, String expected) {
        String message = assertThrows(
                        InvalidInputException.class, () -> file(text).recipe(false))
                .getMessage();
        assertTrue(message.contains(expected) && message.startsWith("["), message);
    }

    @Test
    void aStageThatIsNotThereIsRefused() throws IOException {
        Recipe recipe = file(TEXT).recipe(false);
        String message = assertThrows(InvalidInputException.class, () -> recipe.with("tow:steps", "5"))
                .getMessage();
        assertTrue(message.contains("did you mean 'two'?"), message);
        assertThrows(InvalidInputException.class, () -> file("{}").recipe(true));
    }

    /** Another kind has other settings; those that are given with it are not forgotten, wherever they stand. */
    @Test
    void theOrderOfWhatIsGivenDoesNotMatter() throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("two:steps", "7");
        given.put("adapter.queries", "3");
        given.put("steps", "5");
        given.put("adapter.kind", "qformer");
        Recipe recipe = file(TEXT).recipe(false).with(given);
        assertEquals(List.of(5, 7, 5), each(recipe, TrainingSettings::steps));
        assertEquals("3", recipe.last().adapter().given().get("queries").toString());
        List<String> keys = new ArrayList<>(given.keySet());
        Collections.reverse(keys);
        Map<String, String> reversed = new LinkedHashMap<>();
        keys.forEach(key -> reversed.put(key, given.get(key)));
        assertEquals(recipe, file(TEXT).recipe(false).with(reversed));
    }
}
