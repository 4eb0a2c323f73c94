package dev.graft.models.prompt;

import dev.graft.tensors.InvalidInputException;
import java.util.regex.Pattern;

/**
 * A format in two texts that a user writes.
 *
 * <p>Earlier exchanges stand before the question, each written as it was learnt, as Frozen's few-shot prompts are
 * (Tsimpoukelli et al. 2021). Where two of them would run together as text, a line break keeps them apart.
 *
 * <p>Several images among the words of a question stay there; {@code {image}} is the place of those before them.
 *
 * @param prompt the text that is read, with {@code {image}} where the visual tokens go and {@code {question}}
 * @param answer the text that is learnt, with {@code {answer}}; what follows it ends an answer, which suits a language
 *     model that was never taught an end token
 */
public record PromptTemplate(String prompt, String answer) implements PromptFormat {
    /** The name of all templates among the formats. */
    public static final String ID = "template";

    public static final String IMAGE = "{image}";
    public static final String QUESTION = "{question}";
    public static final String ANSWER = "{answer}";

    /** The image, then the question, then the answer. */
    public static final PromptTemplate DEFAULT =
            new PromptTemplate(IMAGE + "Question: " + QUESTION + " Answer:", " " + ANSWER);

    public PromptTemplate {
        requireOnce(prompt, IMAGE, "prompt");
        requireOnce(answer, ANSWER, "answer");
        if (prompt.split(Pattern.quote(QUESTION), -1).length > 2) {
            throw new InvalidInputException("the prompt template must contain " + QUESTION + " at most once");
        }
    }

    private static void requireOnce(String text, String mark, String what) {
        if (text.indexOf(mark) < 0 || text.indexOf(mark) != text.lastIndexOf(mark)) {
            throw new InvalidInputException(
                    "the " + what + " template must contain " + mark + " exactly once, found '" + text + "'");
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<I>().text(conversation.instruction());
        for (Exchange<I> exchange : conversation.history()) {
            write(exchange, out);
        }
        write(conversation.question(), out);
        return out.done();
    }

    /** Appends an earlier exchange as it was learnt. */
    public <I> void write(Exchange<I> exchange, Prompt.Writer<I> out) {
        write(exchange.question(), out);
        out.text(form().before() + exchange.answer() + form().after());
    }

    /** Appends a question with its images. */
    public <I> void write(Prompt<I> question, Prompt.Writer<I> out) {
        int mark = prompt.indexOf(IMAGE);
        int front = question.isInterleaved() && prompt.contains(QUESTION)
                ? question.imagesInFront()
                : question.images().size();
        boolean textFirst = front == 0 || mark > 0;
        if (textFirst && !out.isEmpty() && !form().after().endsWith("\n")) {
            out.text("\n");
        }
        fill(prompt.substring(0, mark), question, out);
        out.images(question.images().subList(0, front));
        fill(prompt.substring(mark + IMAGE.length()), question, out);
    }

    /** Writes text with the question in its place. */
    private static <I> void fill(String text, Prompt<I> question, Prompt.Writer<I> out) {
        int mark = text.indexOf(QUESTION);
        if (mark < 0) {
            out.text(text);
            return;
        }
        out.text(text.substring(0, mark));
        if (question.isInterleaved()) {
            question.pieces()
                    .subList(question.imagesInFront(), question.pieces().size())
                    .forEach(out::append);
        } else {
            out.text(question.words());
        }
        out.text(text.substring(mark + QUESTION.length()));
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return form();
    }

    private AnswerForm form() {
        int mark = answer.indexOf(ANSWER);
        return AnswerForm.separate(answer.substring(0, mark), answer.substring(mark + ANSWER.length()));
    }
}
