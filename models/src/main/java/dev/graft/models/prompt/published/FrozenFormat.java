package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;

/**
 * Frozen's prompts (Tsimpoukelli et al. 2021): trained on captions, where the text follows the image, and asked questions.
 * Examples to answer by stand in front, one after the other, and a task induction before all. Open-ended classification
 * is the template {@code frozen-naming}.
 */
record FrozenFormat() implements PromptFormat {
    private static final PromptTemplate QUESTION =
            new PromptTemplate("{image}question: {question} answer:", " {answer}");
    private static final PromptTemplate CAPTION = new PromptTemplate("{image}", "{answer}");

    @Override
    public String id() {
        return "frozen";
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<I>().text(conversation.instruction());
        conversation.history().forEach(exchange -> template(exchange.question()).write(exchange, out));
        template(conversation.question()).write(conversation.question(), out);
        return out.done();
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return template(conversation.question()).answer(conversation);
    }

    private static PromptTemplate template(Prompt<?> asked) {
        return asked.words().isBlank() ? CAPTION : QUESTION;
    }
}
