package dev.graft.training.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands where the value of a setting should, it is taken, or refused in a line that a user can act on. */
class OddValuesTest {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "{}",
            "[]",
            "[null]",
            "{\"a\": null}",
            "{\"kind\": null}",
            "{",
            "\"",
            "0",
            "-1",
            "1e999",
            "NaN",
            "-Infinity",
            "1e-999",
            "99999999999999999999",
            "true",
            ",",
            ":",
            "=",
            "~",
            "*",
            "a\u0000b",
            "\ud800",
            "{\"num_beams\": null}",
            "{\"eos_token_id\": [[]]}",
            "{\"chat_template\": \"{{\", \"image\": \"\"}");
    private static final List<String> VALUES = List.of(
            "null",
            "{}",
            "[]",
            "[null]",
            "{\"a\": null}",
            "\"\"",
            "0",
            "-1",
            "1e999",
            "1e-999",
            "1.5",
            "true",
            "99999999999999999999",
            "\"null\"");

    @TempDir
    private Path folder;

    static Stream<String> keys() {
        return Declarations.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void theCommandLineMaySayAnything(String key) {
        TEXTS.forEach(text -> requireLine(key + "=" + text, () -> read(given().with(key, text), key)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aFileMaySayAnything(String key) {
        int dot = key.indexOf('.');
        String name = key.substring(dot + 1);
        for (String value : VALUES) {
            String json = "{\"" + name + "\": " + value + "}";
            String whole = dot < 0 ? json : "{\"" + key.substring(0, dot) + "\": " + json + "}";
            requireLine(whole, () -> read(given().withJson(whole, folder), key));
            requireLine(whole, () -> given().withJson("{\"" + key + "\": " + value + "}", folder));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt.generation | null | expected a JSON object such as {\"max_new_tokens\": 64}, found null",
                "prompt.generation | [] | expected a JSON object such as {\"max_new_tokens\": 64}, found []",
                "prompt.generation | {\"num_beams\": \"3\"} | 'num_beams' should be an integer, found 3",
                "prompt.generation | {\"num_beams\": 0} | setting 'prompt.generation': ",
                "prompt.generation | {\"top_k\": 1, \"top_k\": 2} | \"top_k\" is there twice",
                "prompt.chat_template | null | expected a JSON object such as {\"chat_template\": ",
                "prompt.chat_template | {\"chat_template\": 1} | 'chat_template' should be a string, found 1",
                "layout | {\"kind\": \"rows\", \"kind\": \"map\"} | \"kind\" is there twice",
            })
    void whatIsNoSuchObjectIsRefusedBeforeAnythingIsRead(String key, String value, String message) {
        TrainingSettings settings = given().with(key, value);
        String found =
                assertThrows(InvalidInputException.class, settings::check).getMessage();
        assertTrue(found.startsWith("setting '" + key + "': ") && found.contains(message), found);
    }

    @Test
    void generationThatIsNotHeededHasNoEffect() {
        TrainingSettings settings = given().with("prompt.generation", "{\"max_new_token\": 5, \"num_beams\": 2}");
        assertEquals(
                "Graft does not heed max_new_token = 5 in it",
                settings.check().unread("prompt.generation").orElseThrow());
        String heeded = "{\"max_new_tokens\": 5, \"num_beams\": 2}";
        assertTrue(given().with("prompt.generation", heeded)
                .unread("prompt.generation")
                .isEmpty());
    }

    private TrainingSettings given() {
        TrainingSettings settings = TrainingSettings.DEFAULTS;
        for (Map.Entry<String, Declaration> each : Declarations.ALL.entrySet()) {
            if (each.getValue().required()) {
                settings = settings.with(each.getKey(), folder.toString());
            }
        }
        return settings.with("vision", folder.toString()).with("language", folder.toString());
    }

    /** As a training does before it opens a model. */
    private static void read(TrainingSettings settings, String key) {
        settings.unread(key);
        settings.isUsual(key);
        settings.check();
        settings.decisive();
        settings.learningRates();
        settings.toJson();
        settings.paths().init();
        settings.paths().tests();
    }

    private static void requireLine(String given, Runnable work) {
        try {
            work.run();
        } catch (InvalidInputException e) {
            assertFalse(e.getMessage().contains("\n"), given + ": " + e.getMessage());
        } catch (RuntimeException e) {
            fail(given, e);
        }
    }
}
