package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;

/**
 * What Qwen-VL reads in pre-training and in its released evaluations (Bai et al. 2023), before it was taught to chat. Earlier
 * exchanges stand in front, one after the other; a line break keeps apart what no image does.
 */
record QwenVlFormat() implements PromptFormat {
    @Override
    public String id() {
        return "qwen-vl";
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        Prompt.Writer<I> out = new Prompt.Writer<I>().text(conversation.instruction());
        for (Exchange<I> exchange : conversation.history()) {
            ask(exchange.question(), out);
            out.text(" " + exchange.answer());
        }
        ask(conversation.question(), out);
        return out.done();
    }

    private static <I> void ask(Prompt<I> question, Prompt.Writer<I> out) {
        if (question.images().isEmpty() && !out.isEmpty()) {
            out.text("\n");
        }
        question.images().forEach(image -> out.text("<img>").image(image).text("</img>"));
        boolean caption = question.words().isBlank();
        out.text(caption ? "Generate the caption in English:" : question.words() + " Answer:");
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.separate(" ", "");
    }
}
