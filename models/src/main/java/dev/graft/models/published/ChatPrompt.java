package dev.graft.models.published;

import dev.graft.models.prompt.ChatTemplate;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The prompt format that the chat template of a checkpoint is. */
public final class ChatPrompt {
    private ChatPrompt() {}

    /**
     * That of a checkpoint; empty where it has no template.
     *
     * @throws ModelFileException if the template cannot be rendered
     */
    public static Optional<PromptFormat> of(Checkpoint checkpoint, String image) {
        return checkpoint.chatTemplate().map(source -> {
            Map<String, String> tokens = SpecialTexts.of(checkpoint.tokenizer());
            for (String name : List.of("bos_token", "eos_token")) {
                if (source.contains(name) && !tokens.containsKey(name)) {
                    // Null where a tokenizer has none, which is not the same as not to know.
                    requireTokenizer(checkpoint, name);
                }
            }
            try {
                return new ChatTemplate(source, image, tokens);
            } catch (InvalidInputException e) {
                throw new ModelFileException(
                        checkpoint.folder(),
                        "its chat template cannot be used: " + e.getMessage()
                                + "; say how it is asked by --set prompt.format=... or --set prompt.template=...",
                        e);
            }
        });
    }

    private static void requireTokenizer(Checkpoint checkpoint, String name) {
        if (checkpoint.tokenizer().isEmpty()) {
            throw new ModelFileException(
                    checkpoint.folder(),
                    "has a chat template that writes '" + name
                            + "', and no tokenizer_config.json that says which token it is; copy it from the model's page");
        }
    }
}
