package dev.graft.models.published.systems;

import dev.graft.models.prompt.ChatTemplate;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.published.Checkpoint;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The conversations of haotian-liu/LLaVA's {@code llava/conversation.py}, chosen by the name of the model as its
 * {@code llava/eval/run_llava.py} does, but that a name with {@code v1} stands for {@code vicuna_v1}, by which LLaVA-1.5 was trained
 * and evaluated.
 */
final class LlavaConversations {
    private static final String IMAGE = "<image>";

    /** What a message says: an image is a line of its own. */
    private static final String SAID =
            "{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}"
                    + "{{ '<image>\\n' if part.type == 'image' else part.text }}{% endfor %}{% endif %}";

    private static final String MISTRAL = "{% for m in messages %}{% if m.role == 'assistant' %} " + SAID
            + " </s>{% elif m.role == 'system' %}[INST] <<SYS>>\n" + SAID + "\n<</SYS>>\n\n{% else %}"
            + "{% if not (loop.index0 == 1 and messages[0].role == 'system') %}[INST] {% endif %}" + SAID
            + " [/INST]{% endif %}{% endfor %}";

    private static final String LLAMA_2 =
            "{% if messages[0].role != 'system' %}[INST] <<SYS>>\nYou are a helpful language and"
                    + " vision assistant. You are able to understand the visual content that the user provides, and assist the user"
                    + " with a variety of tasks using natural language.\n<</SYS>>\n\n{% endif %}{% for m in messages %}"
                    + "{% if m.role == 'assistant' %} " + SAID + " </s>{% elif m.role == 'system' %}[INST] <<SYS>>\n"
                    + SAID
                    + "\n<</SYS>>\n\n{% else %}"
                    + "{% if loop.index0 > 1 or loop.index0 == 1 and messages[0].role != 'system' %}<s>[INST] {% endif %}"
                    + SAID
                    + " [/INST]{% endif %}{% endfor %}";

    private LlavaConversations() {}

    /** Empty where the name tells none. */
    static Optional<PromptFormat> of(Checkpoint checkpoint) {
        String type = checkpoint.modelType();
        String name = name(checkpoint);
        if (name.contains("llama-2")) {
            return Optional.of(template(LLAMA_2));
        }
        if (type.equals("llava_mistral") || name.contains("mistral")) {
            return Optional.of(template(MISTRAL));
        }
        if (type.equals("llava_qwen")) {
            return Optional.of(template(marked("You are a helpful assistant.", "\n")));
        }
        if (name.contains("v1.6-34b")) {
            return Optional.of(template(marked("Answer the questions.", "")));
        }
        if (name.contains("v1")) {
            return Optional.of(PromptFormat.named("llava"));
        }
        return type.equals("llava_mpt") || name.contains("mpt")
                ? Optional.of(template(marked(
                        "A conversation between a user and an LLM-based AI assistant. The assistant gives helpful and honest answers.",
                        "")))
                : Optional.empty();
    }

    /** That of the folder, and that under which it was saved. */
    private static String name(Checkpoint checkpoint) {
        Path folder = checkpoint.folder().toAbsolutePath().normalize().getFileName();
        String saved = checkpoint.config().text("_name_or_path").orElse("");
        return (folder + " " + saved.substring(saved.lastIndexOf('/') + 1)).toLowerCase(Locale.ROOT);
    }

    /** ChatML, with a line break or none after each message. */
    private static String marked(String system, String after) {
        String end = "<|im_end|>" + after;
        return "{% if messages[0].role != 'system' %}<|im_start|>system\n" + system + end
                + "{% endif %}{% for m in messages %}<|im_start|>{{ m.role }}\n" + SAID + end
                + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    }

    private static PromptFormat template(String source) {
        return new ChatTemplate(source, IMAGE, Map.of());
    }
}
