package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * Qwen-VL-Chat's ChatML (Bai et al. 2023). Images are numbered through the conversation and stand before the text of their
 * turn: {@code Picture 1: <img>...</img>}.
 *
 * <p>The loss falls on the answer and, as in its {@code finetune.py}, on the {@code <|im_start|>}, {@code <|im_end|>} and line
 * breaks of all turns. Earlier answers are not learnt again: each of them is the answer of a sample of its own. The line break
 * after the last {@code <|im_end|>}, where generation has stopped, is not learnt.
 */
record QwenVlChat() implements PromptFormat {
    private static final String SYSTEM = "You are a helpful assistant.";
    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";

    @Override
    public String id() {
        return "qwen-vl-chat";
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<>();
        String instruction = conversation.instruction();
        out.learnt(START).text("system\n" + (instruction.isEmpty() ? SYSTEM : instruction));
        int pictures = 0;
        for (Exchange<I> exchange : conversation.history()) {
            pictures = ask(exchange.question(), pictures, out);
            out.text(exchange.answer());
        }
        ask(conversation.question(), pictures, out);
        return out.done();
    }

    /** Ends the turn before, asks, and begins the answer; the number of pictures so far. */
    private static <I> int ask(Prompt<I> question, int before, Prompt.Writer<I> out) {
        out.learnt(END + "\n" + START).text("user\n");
        int pictures = before;
        for (Piece<I> piece : question.isInterleaved()
                ? question.pieces()
                : imagesFirst(question).pieces()) {
            if (piece instanceof Piece.Image<I> picture) {
                pictures++;
                out.text("Picture " + pictures + ": <img>")
                        .image(picture.image())
                        .text("</img>\n");
            } else {
                out.append(piece);
            }
        }
        out.learnt(END + "\n" + START).text("assistant\n");
        return pictures;
    }

    private static <I> Prompt<I> imagesFirst(Prompt<I> question) {
        return new Prompt.Writer<I>()
                .images(question.images())
                .text(question.words())
                .done();
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.separate("", END);
    }
}
