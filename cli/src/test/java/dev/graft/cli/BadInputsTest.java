package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bad input of the resources is refused with its exit code and its message. After a change of messages,
 * {@code -Dgraft.docs.write=true} writes them and the page anew; read what has changed.
 */
class BadInputsTest {
    /** Stands in files that are no data; no message may quote it. */
    private static final String SECRET = "SECRET";

    @TempDir
    private static Path root;

    private static Path ready;

    @BeforeAll
    static void prepare() throws IOException {
        root = root.toRealPath();
        ready = root.resolve("ready");
        ReadyFolder.write(ready);
    }

    /** An exit code and what was said. */
    private record Outcome(int code, String said) {}

    private static Outcome outcome(BadInput input, int number) throws IOException {
        Path folder = Files.createDirectory(root.resolve("input" + number));
        Preparation preparation = new Preparation(folder, text -> placed(text, folder));
        input.given().forEach(preparation::run);
        StringWriter err = new StringWriter();
        int code = Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true)),
                input.arguments().stream()
                        .map(argument -> placed(argument, folder))
                        .toArray(String[]::new));
        return new Outcome(code, message(err.toString(), folder));
    }

    private static String placed(String text, Path folder) {
        return text.replace("{folder}", folder.toString()).replace("{ready}", ready.toString());
    }

    /** What follows {@code graft:}, without the advice to read the help, which stands behind every usage error. */
    private static String message(String said, Path folder) {
        int start = said.startsWith("graft: ") ? 0 : said.indexOf("\ngraft: ") + 1;
        return said.substring(start)
                .replaceFirst("^graft: ", "")
                .replaceAll("(?m)^'graft.* --help' tells more$", "")
                .replace(folder.toString(), "{folder}")
                .replace(ready.toString(), "{ready}")
                .replaceAll("[0-9a-f]{64}", "{sha256}")
                .replaceAll("Java may use [0-9.]+", "Java may use {memory}")
                .strip();
    }

    @Test
    void eachIsToldByItsCodeAndItsMessage() throws IOException {
        List<BadInput.Kind> found = new ArrayList<>();
        List<Executable> checks = new ArrayList<>();
        int number = 0;
        for (BadInput.Kind kind : BadInputs.all()) {
            List<BadInput> inputs = new ArrayList<>();
            for (BadInput input : kind.inputs()) {
                Outcome outcome = outcome(input, number++);
                inputs.add(input.saying(outcome.said()));
                checks.add(() -> assertEquals(input.code(), outcome.code(), input + ": " + outcome.said()));
                checks.add(() -> assertFalse(outcome.said().contains("inside Graft"), input + ": " + outcome.said()));
                checks.add(() -> assertFalse(outcome.said().contains(SECRET), input + ": " + outcome.said()));
                if (!Boolean.getBoolean("graft.docs.write")) {
                    checks.add(() -> assertEquals(input.message(), outcome.said(), input.what()));
                }
            }
            found.add(new BadInput.Kind(kind.title(), inputs));
        }
        Path page = Repository.root().resolve("docs/reference/errors.md");
        if (Boolean.getBoolean("graft.docs.write")) {
            BadInputs.write(found);
            Files.writeString(page, BadInputs.page(found));
        } else {
            checks.add(() -> assertEquals(BadInputs.page(BadInputs.all()), Files.readString(page)));
        }
        assertAll(checks);
    }

    @Test
    void thereAreMoreThanAHundred() {
        int count =
                BadInputs.all().stream().mapToInt(kind -> kind.inputs().size()).sum();
        assertTrue(count > 100, count + " bad inputs");
    }
}
