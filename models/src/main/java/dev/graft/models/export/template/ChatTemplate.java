package dev.graft.models.export.template;

import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The chat template, in the language Jinja, of a prompt format: what transformers writes a conversation by. */
public final class ChatTemplate {
    private static final String IMAGE = "{image}";
    private static final String NOTHING = "nothing: ";

    private ChatTemplate() {}

    /**
     * The template of a format.
     *
     * @param image the text that stands for an image
     * @param end the text of the token that ends an answer; empty for the tokenizer's {@code eos_token}
     * @throws InvalidInputException if the format cannot be written so
     */
    public static String of(PromptFormat format, String image, String end) {
        if (format instanceof dev.graft.models.prompt.ChatTemplate template) {
            return published(template, image);
        }
        return template(format, image, end, TurnTexts::withoutBegin);
    }

    /**
     * The template of a format in which all images stand before the text and its first token, where BLIP-2's processor puts
     * them by itself.
     *
     * @param end as of {@link #of}
     * @throws InvalidInputException if the format is another
     */
    public static String ofTextAfterImages(PromptFormat format, String end) {
        return template(format, "", end, text -> {
            String rest = text;
            while (rest.startsWith(IMAGE)) {
                rest = rest.substring(IMAGE.length());
            }
            return TurnTexts.withoutBegin(rest);
        });
    }

    /** A checkpoint's own template, with another text for an image. */
    private static String published(dev.graft.models.prompt.ChatTemplate template, String image) {
        String source = template.source().replace(template.image(), image);
        PromptFormat changed = new dev.graft.models.prompt.ChatTemplate(source, image, template.tokens());
        for (Conversation<String> trial : List.of(
                Conversation.of(IMAGE, "What is it?"),
                Conversation.of(IMAGE, "What is it?").withInstruction("Be short."))) {
            String expected = written(template, trial);
            String found = written(changed, trial);
            if (!found.equals(expected)) {
                throw new InvalidInputException("the chat template of the model writes '" + expected + "', and with '"
                        + image + "' for an image '" + found + "'");
            }
        }
        return source;
    }

    /** Conversations that a template of a format must write; a format that only has images described is asked with an image each time. */
    public static List<Conversation<String>> trials(PromptFormat format) {
        return TurnTexts.trials().stream()
                .filter(trial -> format.readsQuestions() || TurnTexts.hasImages(trial))
                .filter(trial -> !written(format, trial).startsWith(NOTHING))
                .toList();
    }

    /** What a format writes of a conversation; why, where it writes nothing. */
    public static String written(PromptFormat format, Conversation<String> conversation) {
        try {
            return format.write(conversation).toString();
        } catch (InvalidInputException e) {
            return NOTHING + e.getMessage(); // some templates know no system
        }
    }

    private static String template(
            PromptFormat format, String image, String end, UnaryOperator<String> withoutBeginning) {
        TurnTexts.Writer writer = conversation ->
                withoutBeginning.apply(format.write(conversation).toString());
        TurnTexts texts =
                TurnTexts.of(writer, format.answer(Conversation.of("", "a")).after());
        texts.requireSame(format, writer);
        Set<ImagesAmongWords> refused = EnumSet.noneOf(ImagesAmongWords.class);
        TurnTexts.placed().forEach((places, trials) -> {
            if (!trials.stream().allMatch(trial -> texts.render(trial).equals(writer.write(trial)))) {
                refused.add(places);
            }
        });
        return texts.jinja(image, end, refused);
    }
}
