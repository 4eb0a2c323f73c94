package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.generation.PublishedGeneration;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small LLaVA answers by its generation_config.json as in transformers, see scripts/reference/written_answers.py. */
class WrittenAnswersTest {
    private static final Path PARTS = Checkout.root().resolve("cli/src/test/resources/dev/graft/cli/answers");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private JsonNode reference;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        reference = JSON.readTree(PARTS.resolve("answers.json").toFile());
        StringBuilder lines = new StringBuilder();
        for (JsonNode each : reference.get("questions")) {
            ObjectNode line = each.deepCopy();
            line.put("image", PARTS.resolve(each.get("image").asText()).toString());
            line.put("answer", "dog");
            lines.append(line).append('\n');
        }
        data = Files.writeString(folder.resolve("questions.jsonl"), lines);
    }

    private void graft(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] given = new String[arguments.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = arguments[i].toString();
        }
        assertEquals(Main.DONE, Commands.run(out, err, List.of(), given), err::toString);
    }

    private List<String> asked(Path model, String... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("ask", model, "--batch", data));
        arguments.addAll(List.of(options));
        graft(arguments.toArray());
        List<String> answers = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            answers.add(JSON.readTree(line).get("answer").asText());
        }
        return answers;
    }

    private List<String> evaluated(Path model) throws IOException {
        Path report = folder.resolve("report.json");
        graft("eval", model, "--data", data, "--metric=vqa", "--json=" + report);
        List<String> answers = new ArrayList<>();
        JSON.readTree(report.toFile())
                .get("answers")
                .forEach(each -> answers.add(each.get("answer").asText()));
        return answers;
    }

    private Path imported(Path checkpoint, Path language, String name) {
        Path model = folder.resolve(name);
        graft("import", checkpoint, "--vision", PARTS.resolve("vision"), "--language", language, "--output", model);
        return model;
    }

    /** A copy of a part with settings of generation in it. */
    private Path part(String part, String name, String generation) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(PARTS.resolve(part))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, copy.resolve(PARTS.resolve(part).relativize(file).toString()));
            }
        }
        Files.writeString(copy.resolve("generation_config.json"), generation);
        return copy;
    }

    private static List<String> texts(JsonNode all) {
        List<String> texts = new ArrayList<>();
        all.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void aCheckpointsSettingsAreObeyed() throws IOException {
        int number = 0;
        for (JsonNode each : reference.get("configs")) {
            String config = each.get("config").toString();
            Path checkpoint = part("checkpoint", "checkpoint-" + number, config);
            Path model = imported(checkpoint, PARTS.resolve("language"), "model-" + number++);
            assertEquals(texts(each.get("asked")), asked(model), config);
            assertEquals(texts(each.get("evaluated")), evaluated(model), config);
        }
        assertEquals(8, number);
    }

    /** Those of the language model's folder hold where the checkpoint has none. */
    @Test
    void aLanguageModelsSettingsAreObeyedAndWhatIsUnknownIsNamed() throws IOException {
        JsonNode each = reference.get("configs").get(5);
        ObjectNode config = each.get("config").deepCopy();
        config.putObject("watermarking_config").put("bias", 2.5);
        Path language = part("language", "language", config.toString());
        Path model = imported(PARTS.resolve("checkpoint"), language, "model");
        assertEquals(texts(each.get("asked")), asked(model));
        assertTrue(err.toString().contains("is not heeded: watermarking_config = {bias=2.5}"), err::toString);
        assertEquals(texts(each.get("evaluated")), evaluated(model));
        assertTrue(err.toString().contains("is not heeded: watermarking_config"), err::toString);
    }

    @Test
    void publishedSettingsAreThoseOfTheirPrograms() throws IOException {
        Path model = imported(PARTS.resolve("checkpoint"), PARTS.resolve("language"), "model");
        Set<String> names = new HashSet<>();
        reference.get("named").fieldNames().forEachRemaining(names::add);
        assertEquals(Set.copyOf(PublishedGeneration.names()), names);
        for (Map.Entry<String, JsonNode> named : reference.get("named").properties()) {
            assertEquals(texts(named.getValue()), asked(model, "--generation=" + named.getKey()), named.getKey());
        }
    }
}
