package dev.graft.models.export.template;

import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The texts that a prompt format puts between the parts of a conversation, found by writing small conversations with it.
 * Images are {@code {image}}, the end token {@code {end}} and a beginning {@code {begin}} in them.
 *
 * @param asks whether the words of a question are written; a format that only has images described leaves them out
 * @param image what stands in the place of an image; empty where images are no part of the text
 * @param beforeInstruction before an instruction
 * @param first before the first turn without an instruction, with what the format itself says first
 * @param afterInstruction before the first turn after an instruction
 * @param later before a later turn, with what ends the answer before it
 * @param between two images
 * @param afterImages between the last image and the words
 * @param closing after the words
 * @param closingBlank after the images of a turn without words
 * @param beforeAnswer an answer that was given
 * @param end of the last answer
 */
public record TurnTexts(
        boolean asks,
        String image,
        String beforeInstruction,
        Opening first,
        Opening afterInstruction,
        Opening later,
        String between,
        String afterImages,
        String closing,
        String closingBlank,
        String beforeAnswer,
        String end) {
    private static final String BEGIN = "{begin}";
    private static final String IMAGE = "{image}";
    private static final String WORDS = "QQQ";
    private static final String ANSWER = "AAA";
    private static final String INSTRUCTION = "SSS";

    /**
     * The text before a turn.
     *
     * @param image with an image and words
     * @param words without an image
     * @param blank with an image and no words
     */
    public record Opening(String image, String words, String blank) {
        private String of(boolean hasImage, boolean hasWords) {
            return !hasWords ? blank : hasImage ? image : words;
        }
    }

    /** Writes a conversation as the format does. */
    interface Writer {
        String write(Conversation<String> conversation);
    }

    /** Those of a format whose beginning is the beginning of a text. */
    public static TurnTexts of(PromptFormat format) {
        return of(
                conversation -> withoutBegin(format.write(conversation).toString()),
                format.answer(Conversation.of("", "a")).after());
    }

    static String withoutBegin(String text) {
        return text.startsWith(BEGIN) ? text.substring(BEGIN.length()) : text;
    }

    static TurnTexts of(Writer format, String end) {
        String asked = format.write(Conversation.of(question(1, WORDS)));
        String closing = after(asked, WORDS);
        String history = before(format.write(second(question(0, WORDS))), ANSWER);
        String shown = asked.contains(WORDS) ? asked.substring(0, asked.length() - closing.length()) : asked;
        String answered = history.startsWith(shown) ? history.substring(shown.length()) : after(history, WORDS);
        return new TurnTexts(
                asked.contains(WORDS),
                asked.contains(IMAGE) ? IMAGE : "",
                before(format.write(told(question(1, WORDS))), INSTRUCTION),
                opening(question -> format.write(Conversation.of(question))),
                opening(question -> after(format.write(told(question)), INSTRUCTION)),
                opening(question -> after(format.write(second(question)), ANSWER)),
                before(after(format.write(Conversation.of(question(2, WORDS))), IMAGE), IMAGE),
                before(after(asked, IMAGE), WORDS),
                closing,
                after(format.write(Conversation.of(question(1, ""))), IMAGE),
                answered.startsWith(closing) ? answered.substring(closing.length()) : answered,
                end.isEmpty() ? "{end}" : end);
    }

    private static Opening opening(Function<Prompt<String>, String> turn) {
        return new Opening(
                before(before(turn.apply(question(1, WORDS)), IMAGE), WORDS),
                before(turn.apply(question(0, WORDS)), WORDS),
                before(turn.apply(question(1, "")), IMAGE));
    }

    private static Conversation<String> told(Prompt<String> question) {
        return Conversation.of(question).withInstruction(INSTRUCTION);
    }

    private static Conversation<String> second(Prompt<String> question) {
        return Conversation.of(question(1, WORDS)).then(ANSWER, question);
    }

    private static Prompt<String> question(int images, String words) {
        return new Prompt.Writer<String>()
                .images(Collections.nCopies(images, IMAGE))
                .text(words)
                .done();
    }

    private static String before(String text, String mark) {
        int place = text.indexOf(mark);
        return place < 0 ? text : text.substring(0, place);
    }

    private static String after(String text, String mark) {
        int place = text.indexOf(mark);
        return place < 0 ? "" : text.substring(place + mark.length());
    }

    /** Conversations of all forms that every template knows: images are in front of their words. */
    static List<Conversation<String>> trials() {
        List<Conversation<String>> trials = new ArrayList<>();
        for (String instruction : List.of("", "Be short.")) {
            for (int images = 0; images <= 2; images++) {
                Conversation<String> one =
                        Conversation.of(question(images, "What is it?")).withInstruction(instruction);
                trials.add(one);
                for (int more = 0; more <= 1; more++) {
                    Conversation<String> next = one.then("A dog.", question(more, "Which?"));
                    trials.add(next);
                    trials.add(next.then("A big one.", question(0, "Why?")));
                }
            }
            trials.add(Conversation.of(question(1, "")).withInstruction(instruction));
        }
        return trials;
    }

    /**
     * Refuses a format that writes conversations otherwise than a template of these texts.
     *
     * @throws InvalidInputException with the conversation
     */
    void requireSame(PromptFormat format, Writer writer) {
        for (Conversation<String> trial : trials()) {
            if (!asks && !hasImages(trial)) {
                continue; // only images are described, so every turn has one
            }
            String expected = writer.write(trial);
            String found = render(trial);
            if (!found.equals(expected)) {
                throw new InvalidInputException("the prompt format '" + format.id()
                        + "' cannot be written as a chat template: of one conversation it makes '" + expected
                        + "', which no template of turns makes ('" + found
                        + "'); train with another format, or write the weights alone by 'graft export --names'");
            }
        }
    }

    static boolean hasImages(Conversation<String> conversation) {
        return !conversation.question().images().isEmpty()
                && conversation.history().stream()
                        .noneMatch(exchange -> exchange.question().images().isEmpty());
    }

    /** Writes a conversation as the template does. */
    String render(Conversation<String> conversation) {
        StringBuilder out = new StringBuilder();
        Opening opening = first;
        if (!conversation.instruction().isEmpty()) {
            out.append(beforeInstruction).append(conversation.instruction());
            opening = afterInstruction;
        }
        for (Exchange<String> exchange : conversation.history()) {
            render(exchange.question(), opening, out);
            out.append(beforeAnswer).append(exchange.answer());
            opening = later;
        }
        render(conversation.question(), opening, out);
        return out.toString();
    }

    private void render(Prompt<String> question, Opening opening, StringBuilder out) {
        boolean hasWords = asks && !question.words().isEmpty();
        boolean inPlace = hasWords && question.isInterleaved();
        int front = inPlace ? question.imagesInFront() : question.images().size();
        out.append(opening.of(front > 0, hasWords)).append(String.join(between, Collections.nCopies(front, image)));
        if (hasWords) {
            List<Piece<String>> rest =
                    question.pieces().subList(front, question.pieces().size());
            String words = inPlace ? new Prompt<>(rest).toString().replace(IMAGE, image) : question.words();
            out.append(front > 0 ? afterImages : "").append(words).append(closing);
        } else {
            out.append(closingBlank);
        }
    }

    /** Conversations with images behind words, with one and with several. */
    static Map<ImagesAmongWords, List<Conversation<String>>> placed() {
        Prompt<String> behind =
                new Prompt.Writer<String>().text("Look here:").image(IMAGE).done();
        Prompt<String> within = new Prompt.Writer<String>()
                .text(" What is ")
                .image(IMAGE)
                .text(" this? ")
                .done();
        Prompt<String> two = new Prompt.Writer<String>()
                .text("Is ")
                .image(IMAGE)
                .text(" like ")
                .image(IMAGE)
                .text("?")
                .done();
        Prompt<String> both = new Prompt.Writer<String>()
                .image(IMAGE)
                .text("Is it like ")
                .image(IMAGE)
                .done();
        return Map.of(
                ImagesAmongWords.ONE,
                asked(List.of(behind, within)),
                ImagesAmongWords.SEVERAL,
                asked(List.of(two, both)));
    }

    private static List<Conversation<String>> asked(List<Prompt<String>> questions) {
        List<Conversation<String>> asked = new ArrayList<>();
        for (Prompt<String> question : questions) {
            asked.add(Conversation.of(question));
            asked.add(Conversation.of(question).withInstruction("Be short."));
            asked.add(second(question));
        }
        return asked;
    }

    /**
     * The template in Jinja.
     *
     * @param token the text that stands for an image
     * @param end the text of the token that ends an answer; empty for the tokenizer's {@code eos_token}
     * @param refused which places of images among words it refuses
     */
    String jinja(String token, String end, Set<ImagesAmongWords> refused) {
        return new JinjaTurns(this, token, end, refused).toString();
    }
}
