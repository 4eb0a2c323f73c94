package dev.graft.models.jinja;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Damaged templates: a checkpoint's template is bytes of a stranger. */
class TemplateFuzzTest {
    private static final List<String> WORDS = List.of(
            "{{ ",
            " }}",
            "{% ",
            " %}",
            "{%- ",
            " -%}",
            "{#",
            "#}",
            "{% if ",
            "{% elif ",
            "{% else %}",
            "{% endif %}",
            "{% for i in ",
            "{% endfor %}",
            "{% set x = ",
            "{% endset %}",
            "{% macro f(a) %}",
            "{% endmacro %}",
            "f(",
            "{% break %}",
            "{% continue %}",
            "{% raw %}",
            "namespace(",
            "range(",
            "loop.index",
            "messages",
            " in ",
            " is ",
            " not ",
            " and ",
            " ** ",
            " * ",
            " // ",
            " % ",
            "~",
            "|tojson",
            "|indent(",
            "|round(",
            "|sort",
            "|map('",
            "|select('",
            "|join(",
            "|replace(",
            "|length",
            "|int",
            "|unique",
            "|dictsort",
            ".split(",
            ".replace(",
            "[::-1]",
            "[0]",
            "(",
            ")",
            "2147483647",
            "9223372036854775807",
            "-1",
            "0.0",
            "'",
            "\\U",
            "\\x",
            "none",
            "100000");

    @Test
    void damagedTemplates() throws Exception {
        JsonNode reference = json("chat-templates.json");
        Map<String, Object> variables = Map.of(
                "messages",
                new ObjectMapper()
                        .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_LONG_FOR_INTS)
                        .convertValue(reference.path("messages").path(1), List.class),
                "bos_token",
                "<s>",
                "add_generation_prompt",
                true);
        Fuzzer fuzzer = new Fuzzer(
                        "chat-template",
                        List.of(InvalidInputException.class),
                        input -> Template.parse(new String(input, StandardCharsets.UTF_8))
                                .render(variables))
                .words(WORDS.toArray(String[]::new));
        reference.path("cases").forEach(one -> seed(fuzzer, one));
        json("random-templates.json").path("cases").forEach(one -> seed(fuzzer, one));
        fuzzer.run();
    }

    private static void seed(Fuzzer fuzzer, JsonNode one) {
        fuzzer.seed(one.path("template").asText().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String name) throws Exception {
        try (InputStream in = TemplateFuzzTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
