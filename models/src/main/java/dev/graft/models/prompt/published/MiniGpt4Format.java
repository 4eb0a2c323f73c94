package dev.graft.models.prompt.published;

import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import java.util.List;

/**
 * MiniGPT-4's prompts (Zhu et al. 2023), with {@code <Img>} and {@code </Img>} around each image. The parts of text are
 * tokenised each by itself, as its code does. Stage 1 has no prompt and is the template {@code minigpt4-stage1}.
 */
enum MiniGpt4Format implements PromptFormat {
    /** Stage 2 with Vicuna. */
    VICUNA("minigpt4", "", "###Human: ", " ###Assistant: ", "###"),

    /** Stage 2 with LLaMA-2, whose end token ends an answer; later turns begin as a text does. */
    LLAMA2("minigpt4-llama2", "", "[INST] ", " [/INST] ", ""),

    /** The released demonstration: a system message first, no space before the assistant. */
    CHAT(
            "minigpt4-chat",
            "Give the following image: <Img>ImageContent</Img>. You will be able to see the image once I provide it to you."
                    + " Please answer my questions.",
            "###Human: ",
            "###Assistant: ",
            "###");

    private static final List<String> INSTRUCTIONS = List.of(
            "Describe this image in detail.",
            "Take a look at this image and describe what you notice.",
            "Please provide a detailed description of the picture.",
            "Could you describe the contents of this image for me?");

    private final String id;
    private final String system;
    private final String human;
    private final String assistant;
    private final String after;

    MiniGpt4Format(String id, String system, String human, String assistant, String after) {
        this.id = id;
        this.system = system;
        this.human = human;
        this.assistant = assistant;
        this.after = after;
    }

    @Override
    public String id() {
        return id;
    }

    /** The four lines of its {@code alignment.txt}. */
    @Override
    public List<String> instructions() {
        return INSTRUCTIONS;
    }

    @Override
    public <I> Prompt<I> write(Conversation<I> conversation) {
        String instruction = conversation.instruction();
        Prompt.Writer<I> out =
                new Prompt.Writer<I>().beginning(false).text(instruction.isEmpty() ? system : instruction);
        for (Exchange<I> exchange : conversation.history()) {
            write(exchange.question(), out);
            out.text(exchange.answer());
            if (this == LLAMA2) {
                out.end().beginning(false);
            }
        }
        write(conversation.question(), out);
        return out.done();
    }

    /** What ends an answer, {@code ###}, is also how the next turn begins. */
    private <I> void write(Prompt<I> question, Prompt.Writer<I> out) {
        out.text(human);
        boolean afterImage = false;
        for (Piece<I> piece : question.pieces()) {
            String space = afterImage ? " " : "";
            if (piece instanceof Piece.Image<I> place) {
                out.text(space + "<Img>").image(place.image()).apart().text("</Img>");
                afterImage = true;
            } else if (piece instanceof Piece.Text<I> text) {
                out.text(afterImage ? space + text.text().stripLeading() : text.text());
                afterImage = false;
            }
        }
        out.text(assistant);
    }

    @Override
    public AnswerForm answer(Conversation<?> conversation) {
        return AnswerForm.separate("", after);
    }
}
