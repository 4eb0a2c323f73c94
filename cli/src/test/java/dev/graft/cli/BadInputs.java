package dev.graft.cli;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bad inputs that the resources list, a file for each kind, and the page that shows them. */
final class BadInputs {
    static final List<String> FILES =
            List.of("options", "settings", "data", "images", "models", "backbones", "weights", "outputs", "sizes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = """
            # What is said of bad inputs

            For each of these the command ends with the exit code (2: used wrongly, 3: a file is missing or damaged, 1: something
            failed) and says what is wrong, where, and what to do. `FOLDER` stands for the folder of the input.

            This page is written from a test that makes every one of these inputs and compares what is said; see `BadInputsTest`.
            """;

    private BadInputs() {}

    static List<BadInput.Kind> all() {
        List<BadInput.Kind> kinds = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = BadInputs.class.getResourceAsStream("errors/" + file + ".json")) {
                kinds.add(JSON.readValue(in, BadInput.Kind.class));
            } catch (IOException e) {
                throw new UncheckedIOException(file, e);
            }
        }
        return kinds;
    }

    /** Writes the resources anew, with the messages as they are now. */
    static void write(List<BadInput.Kind> kinds) throws IOException {
        Path folder = Repository.root().resolve("cli/src/test/resources/dev/graft/cli/errors");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        for (int i = 0; i < kinds.size(); i++) {
            Files.writeString(
                    folder.resolve(FILES.get(i) + ".json"),
                    JSON.writer(printer).writeValueAsString(kinds.get(i)) + "\n");
        }
    }

    static String page(List<BadInput.Kind> kinds) {
        StringBuilder page = new StringBuilder(HEAD);
        for (BadInput.Kind kind : kinds) {
            page.append("\n## ").append(kind.title()).append("\n\n| input | exit | what is said |\n|---|---|---|\n");
            for (BadInput input : kind.inputs()) {
                page.append("| %s | %d | %s |%n".formatted(shown(input.what()), input.code(), shown(input.message())));
            }
        }
        return page.toString();
    }

    private static String shown(String text) {
        return text.replace("{folder}", "FOLDER")
                .replace("{ready}", "READY")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|")
                .replace("\n", "<br>");
    }
}
