package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * BLIP-2's prompts (Li et al. 2023): the images, then the text, whose beginning {@code </s>} OPT reads after the images.
 *
 * <p>The text is tokenised by itself. A caption has no prompt. Earlier exchanges stand before the question as "Question: ...
 * Answer: ...." with a full stop, as in the examples of LAVIS. Without a prompt the loss falls on OPT's beginning too.
 */
enum Blip2Format implements PromptFormat {
    /** For OPT; an answer ends in a line break, which LAVIS takes for the end token. */
    OPT("blip2-opt", " Answer:"),

    /** For Flan-T5: the encoder reads the prompt, the decoder writes the answer. */
    T5("blip2-t5", " Short answer:");

    private final String id;
    private final String cue;

    Blip2Format(String id, String cue) {
        this.id = id;
        this.cue = cue;
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        StringBuilder text = new StringBuilder(conversation.instruction());
        Prompt.Writer<I> out = new Prompt.Writer<>();
        for (Exchange<I> exchange : conversation.history()) {
            out.images(exchange.question().images());
            text.append(ask(exchange.question()))
                    .append(' ')
                    .append(exchange.answer())
                    .append(". ");
        }
        out.images(conversation.question().images());
        text.append(ask(conversation.question()));
        return out.beginning(this == OPT && text.isEmpty())
                .text(text.toString())
                .done();
    }

    private String ask(Prompt<?> question) {
        return question.words().isBlank() ? "" : "Question: " + question.words() + cue;
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        if (this == T5) {
            return AnswerForm.separate("", "");
        }
        return AnswerForm.continued(conversation.question().words().isBlank() ? "" : " ", "\n");
    }

    @Override
    public String id() {
        return id;
    }
}
