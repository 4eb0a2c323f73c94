package dev.graft.models.prompt;

import dev.graft.models.jinja.Template;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The prompts of a published model, as the Jinja template in its checkpoint writes them: what {@code apply_chat_template} of
 * Hugging Face's processors gives for messages of texts and images, with the generation prompt.
 *
 * <p>An answer begins as the template begins that of an assistant, and ends as it ends that turn, in the model's end token.
 */
public final class ChatTemplate implements PromptFormat {
    /** The name of all chat templates among the formats. */
    public static final String ID = "chat-template";

    private static final String ANSWER = "the answer";

    private final String source;
    private final String image;
    private final Map<String, String> tokens;
    private final Template template;
    private final AnswerForm form;

    /**
     * Reads a template.
     *
     * @param source in the language Jinja
     * @param image what stands for an image in the text that the template writes, such as {@code <image>}
     * @param tokens the tokenizer's special tokens by the names that the template knows them by, such as {@code bos_token}
     * @throws InvalidInputException if something in it is not understood, or it does not write questions and images
     */
    public ChatTemplate(String source, String image, Map<String, String> tokens) {
        if (image.isEmpty()) {
            throw new InvalidInputException("what stands for an image in a chat template is empty");
        }
        this.source = source;
        this.image = image;
        this.tokens = Map.copyOf(tokens);
        this.template = Template.parse(source);
        this.form = answered();
    }

    /**
     * That of a text in JSON with its keys: {@code chat_template}, {@code image} and {@code tokens}.
     *
     * @throws InvalidInputException if it is none, or as the constructor
     */
    public static ChatTemplate parse(String json) {
        return ChatTemplateKeys.parse(json);
    }

    /** That of the keys and values of {@link #toMap}. */
    public static ChatTemplate of(Map<String, ?> map) {
        return ChatTemplateKeys.read(map);
    }

    /** As keys and values, for configuration files. */
    public Map<String, Object> toMap() {
        return ChatTemplateKeys.of(this);
    }

    /** As a text that {@link #parse} reads. */
    public String toJson() {
        return ChatTemplateKeys.text(this);
    }

    public String source() {
        return source;
    }

    /** What stands for an image in the text that the template writes, such as {@code <image>}. */
    public String image() {
        return image;
    }

    @Override
    public String imageToken() {
        return image;
    }

    /** The tokenizer's special tokens, by the names that the template knows them by. */
    public Map<String, String> tokens() {
        return tokens;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        List<Object> messages = new ArrayList<>();
        List<I> images = new ArrayList<>();
        if (!conversation.instruction().isEmpty()) {
            messages.add(message("system", List.of(text(conversation.instruction()))));
        }
        for (Exchange<I> exchange : conversation.history()) {
            messages.add(message("user", content(exchange.question(), images)));
            messages.add(message("assistant", List.of(text(exchange.answer()))));
        }
        messages.add(message("user", content(conversation.question(), images)));
        String[] texts = render(messages, true).split(Pattern.quote(image), -1);
        if (texts.length != images.size() + 1) {
            throw new InvalidInputException("the chat template writes '" + image + "' " + (texts.length - 1)
                    + " times for " + images.size() + " images; leave '" + image
                    + "' out of texts, it stands for an image, or ask in another format");
        }
        Prompt.Writer<I> out = new Prompt.Writer<>();
        for (int i = 0; i < images.size(); i++) {
            out.text(texts[i]).image(images.get(i));
        }
        return out.text(texts[images.size()]).done();
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return form;
    }

    /** What the template puts between its generation prompt and an answer, such as a space, and what it puts behind it. */
    private AnswerForm answered() {
        List<Object> asked = List.of(message("user", List.of(Map.of("type", "image"), text("the question"))));
        String prompt = render(asked, true);
        if (!prompt.contains("the question") || !prompt.contains(image)) {
            throw new InvalidInputException(
                    "the chat template writes no question with '" + image + "' for its image, but '" + prompt + "'");
        }
        List<Object> answered = new ArrayList<>(asked);
        answered.add(message("assistant", List.of(text(ANSWER))));
        try {
            String whole = render(answered, false);
            int place = whole.indexOf(ANSWER);
            if (place >= 0) {
                // LLaVA-OneVision's begins an assistant's turn in other ways when it is asked and when it was answered.
                boolean goesOn = whole.startsWith(prompt) && place >= prompt.length();
                return AnswerForm.turn(
                        goesOn ? whole.substring(prompt.length(), place) : "",
                        whole.substring(place + ANSWER.length()));
            }
        } catch (InvalidInputException e) {
            // It writes questions, if not earlier answers.
        }
        return AnswerForm.continued("", "");
    }

    private String render(List<Object> messages, boolean generate) {
        Map<String, Object> variables = new LinkedHashMap<>(tokens);
        variables.put("messages", messages);
        variables.put("add_generation_prompt", generate);
        variables.put("tools", null);
        variables.put("documents", null);
        try {
            return template.render(variables);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("the chat template cannot write this: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> message(String role, List<Object> content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    private static Object text(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "text");
        part.put("text", text);
        return part;
    }

    private static <I> List<Object> content(Prompt<I> question, List<I> images) {
        List<Object> parts = new ArrayList<>();
        for (Piece<I> piece : question.pieces()) {
            if (piece instanceof Piece.Image<I> place) {
                images.add(place.image());
                parts.add(Map.of("type", "image"));
            } else if (piece instanceof Piece.Text<I> words) {
                parts.add(text(words.text()));
            }
        }
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChatTemplate that
                && source.equals(that.source)
                && image.equals(that.image)
                && tokens.equals(that.tokens);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return ID;
    }
}
