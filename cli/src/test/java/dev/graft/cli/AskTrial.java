package dev.graft.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small model and pictures, and {@code graft ask} run on them; for tests to begin with. */
abstract class AskTrial {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String QUESTION = "what color is it ?";

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    String model;
    Path data;

    @BeforeEach
    void write() throws IOException {
        ReadyFolder.write(folder);
        model = folder.resolve("model").toString();
        data = folder.resolve("data");
    }

    int ask(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Commands.run(out, err, List.of("ask", model), arguments);
    }

    String image(int number) {
        return data.resolve(number + ".png").toString();
    }

    BufferedImage seen(int number) {
        return Images.read(Path.of(image(number)));
    }

    String answered(Prompt<BufferedImage> prompt) {
        try (VisionLanguageModel opened = VisionLanguageModel.load(Path.of(model))) {
            return opened.answer(
                    Conversation.of(prompt),
                    GenerationOptions.greedy(VisionLanguageModel.DEFAULT_ANSWER_TOKENS),
                    piece -> {});
        }
    }

    static List<JsonNode> lines(String text) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
