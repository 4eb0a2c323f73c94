package dev.graft.backbones.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what models of transformers read of longer and longer texts; see {@code scripts/reference/context_lengths.py}. */
class ContextLengthTest {
    private static final int MADE_FOR = 16;

    /** Nothing of the model fails behind them, and what it was made for is longer than the number in the file. */
    private static final Map<String, Integer> STRETCHED = Map.of("llama linear", 64, "qwen2 yarn", 64);

    /** What has neither positions of its own nor a length that it was made for. */
    private static final String RELATIVE = "bloom|falcon|m?t5|umt5|longt5|deberta-v2|mamba";

    @TempDir
    private Path folder;

    private OptionalInt read(JsonNode config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config.toString());
        return ModelConfig.load(folder).contextLength();
    }

    @Test
    void aModelReadsWhatItReadsInTransformers() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("context_lengths.json")) {
            JsonNode cases = new ObjectMapper().readTree(in);
            assertTrue(cases.size() > 35, cases.size() + " architectures");
            for (JsonNode each : cases) {
                String name = each.path("name").asText();
                OptionalInt expected = each.path("reads").isInt()
                        ? OptionalInt.of(each.path("reads").asInt())
                        : name.matches(RELATIVE)
                                ? OptionalInt.empty()
                                : OptionalInt.of(STRETCHED.getOrDefault(name, MADE_FOR));
                assertEquals(expected, read(each.path("config")), name);
                ObjectNode whole = JsonNodeFactory.instance.objectNode().put("model_type", "llava");
                whole.set("text_config", each.path("config"));
                assertEquals(expected, read(whole), "the language model of a whole model, " + name);
            }
        }
    }

    /** Older files say the scaling under another name; Gemma 3's have its factor in the length already. */
    @Test
    void theScalingOfPositionsIsReadAsItIsWritten() throws IOException {
        ObjectNode config =
                JsonNodeFactory.instance.objectNode().put("model_type", "llama").put("max_position_embeddings", 4096);
        config.putObject("rope_scaling").put("type", "linear").put("factor", 4.0);
        assertEquals(OptionalInt.of(16384), read(config));
        assertEquals(OptionalInt.of(4096), read(config.put("model_type", "gemma3_text")));
        config.putObject("rope_scaling").put("type", "yarn").put("factor", 1e9);
        assertEquals(OptionalInt.of(Integer.MAX_VALUE), read(config.put("model_type", "llama")));
        config.putNull("rope_scaling");
        assertEquals(OptionalInt.of(4096), read(config));
        assertEquals(OptionalInt.of(4094), read(config.put("model_type", "roberta")));
        assertEquals(OptionalInt.of(4095), read(config.put("pad_token_id", 0)));
    }
}
