package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * InstructBLIP's prompts (Dai et al. 2023, arXiv:2305.06500): the images, then the instruction as a text of its own, as the user wrote
 * it; the Q-Former reads the same text. Earlier exchanges stand before it, each on lines of its own.
 */
record InstructBlipFormat() implements PromptFormat {
    @Override
    public String id() {
        return "instructblip";
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<>();
        conversation
                .history()
                .forEach(exchange -> out.images(exchange.question().images()));
        out.images(conversation.question().images()).beginning(false).text(conversation.instruction());
        conversation
                .history()
                .forEach(exchange -> out.text(exchange.question().words() + " " + exchange.answer() + "\n"));
        return out.text(conversation.question().words()).done();
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.separate("", "");
    }
}
