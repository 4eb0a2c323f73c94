package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * The conversations of Vicuna v1, in which LLaVA-1.5 asks (Liu et al. 2023): images first in their turn, each with a line
 * break after it; an answer ends in the end token {@code </s>}. Of several images those among the words stay there, as LLaVA-NeXT reads
 * interleaved data (Li et al. 2024, arXiv:2407.07895).
 */
enum VicunaFormat implements PromptFormat {
    CHAT("llava", ""),

    /** With LLaVA-1.5's request for a short answer, as in its VQA evaluation. */
    SHORT("llava-short", "\nAnswer the question using a single word or phrase.");

    private static final String SYSTEM =
            "A chat between a curious user and an artificial intelligence assistant. The assistant"
                    + " gives helpful, detailed, and polite answers to the user's questions.";

    private final String id;
    private final String request;

    VicunaFormat(String id, String request) {
        this.id = id;
        this.request = request;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        String instruction = conversation.instruction();
        Prompt.Writer<I> out = new Prompt.Writer<I>().text((instruction.isEmpty() ? SYSTEM : instruction) + " ");
        for (Exchange<I> exchange : conversation.history()) {
            ask(exchange.question(), out);
            out.text(" " + exchange.answer()).end();
        }
        ask(conversation.question(), out);
        return out.done();
    }

    private <I> void ask(Prompt<I> question, Prompt.Writer<I> out) {
        String words = question.words().isBlank() ? "" : question.words() + request;
        out.text("USER: ");
        boolean interleaved = question.isInterleaved();
        int left = interleaved ? question.imagesInFront() : question.images().size();
        for (I image : question.images().subList(0, left)) {
            left--;
            out.image(image).text(left > 0 || !words.isEmpty() ? "\n" : "");
        }
        if (interleaved) {
            question.pieces()
                    .subList(question.imagesInFront(), question.pieces().size())
                    .forEach(out::append);
            words = request;
        }
        out.text(words + " ASSISTANT:");
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.continued(" ", "");
    }
}
