package stranger;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptFormats;
import java.util.Map;

/** Prompt formats from outside the project. */
public final class Telegrams implements PromptFormats {
    @Override
    public Map<String, PromptFormat> formats() {
        return Map.of("telegram", new Telegram());
    }

    private static final class Telegram implements PromptFormat {
        @Override
        public String id() {
            return "telegram";
        }

        @Override
        public <I> Prompt<I> write(Conversation<I> conversation) {
            Prompt.Writer<I> out = new Prompt.Writer<>();
            for (Exchange<I> exchange : conversation.history()) {
                ask(exchange.question(), out);
                out.text(" " + exchange.answer() + " STOP ");
            }
            ask(conversation.question(), out);
            return out.done();
        }

        private static <I> void ask(Prompt<I> question, Prompt.Writer<I> out) {
            out.images(question.images()).text(question.words() + " STOP");
        }

        @Override
        public AnswerForm answer(Conversation<?> conversation) {
            return AnswerForm.separate(" ", " STOP");
        }
    }
}
