package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * PaliGemma's prompts (Beyer et al. 2024, arXiv:2407.07726, section 3.2.1): the images, the begin token, the text and a line break,
 * which ends what is attended to in both directions; an answer is a text of its own and ends in the end token. Without text an
 * image is captioned.
 */
record PaliGemmaFormat() implements PromptFormat {
    @Override
    public String id() {
        return "paligemma";
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<>();
        conversation
                .history()
                .forEach(exchange -> out.images(exchange.question().images()));
        out.images(conversation.question().images()).beginToken().text(conversation.instruction());
        conversation
                .history()
                .forEach(exchange -> out.text(exchange.question().words() + "\n" + exchange.answer() + "\n"));
        return out.text(conversation.question().words() + "\n").done();
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.separate("", "");
    }
}
