package dev.graft.models.prompt;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The strings were written out by hand from the papers and from the released code of each system. */
class PromptFormatTest {
    private static final String VICUNA =
            "A chat between a curious user and an artificial intelligence assistant. The assistant"
                    + " gives helpful, detailed, and polite answers to the user's questions. ";
    private static final String MINIGPT4 =
            "Give the following image: <Img>ImageContent</Img>. You will be able to see the image"
                    + " once I provide it to you. Please answer my questions.";
    private static final String CHATML = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";

    private record Golden(String format, String question, String answer, String conversation) {}

    /** A question, its answer "red", and the same as history of the question "why?" without an image. */
    static List<Golden> questions() {
        return List.of(
                new Golden(
                        "frozen",
                        "{image}question: what color? answer:",
                        " red",
                        "{image}question: what color? answer: red\nquestion: why? answer:"),
                new Golden("frozen-naming", "{image}This is a", " red.", "{image}This is a red.\nThis is a"),
                new Golden("minigpt4-stage1", "{image}", "red\n", "{image}red\n"),
                new Golden("llava-stage1", "{image}", "red\n", "{image}red\n"),
                new Golden(
                        "telegram",
                        "{image}what color? STOP",
                        " red STOP",
                        "{image}what color? STOP red STOP why? STOP"),
                new Golden(
                        "minigpt4",
                        "{begin}###Human: <Img>{image}</Img> what color? ###Assistant: ",
                        "red###",
                        "{begin}###Human: <Img>{image}</Img> what color? ###Assistant: red###Human: why? ###Assistant: "),
                new Golden(
                        "minigpt4-llama2",
                        "{begin}[INST] <Img>{image}</Img> what color? [/INST] ",
                        "red{end}",
                        "{begin}[INST] <Img>{image}</Img> what color? [/INST] red{end}{begin}[INST] why? [/INST] "),
                new Golden(
                        "minigpt4-chat",
                        "{begin}" + MINIGPT4 + "###Human: <Img>{image}</Img> what color?###Assistant: ",
                        "red###",
                        "{begin}" + MINIGPT4
                                + "###Human: <Img>{image}</Img> what color?###Assistant: red###Human: why?###Assistant: "),
                new Golden(
                        "blip2-opt",
                        "{image}{begin}Question: what color? Answer:",
                        " red\n",
                        "{image}{begin}Question: what color? Answer: red. Question: why? Answer:"),
                new Golden(
                        "blip2-t5",
                        "{image}{begin}Question: what color? Short answer:",
                        "red{end}",
                        "{image}{begin}Question: what color? Short answer: red. Question: why? Short answer:"),
                new Golden(
                        "instructblip", "{image}{begin}what color?", "red{end}", "{image}{begin}what color? red\nwhy?"),
                new Golden(
                        "paligemma",
                        "{image}{begin}what color?\n",
                        "red{end}",
                        "{image}{begin}what color?\nred\nwhy?\n"),
                new Golden(
                        "qwen-vl",
                        "<img>{image}</img>what color? Answer:",
                        " red{end}",
                        "<img>{image}</img>what color? Answer: red\nwhy? Answer:"),
                new Golden(
                        "qwen-vl-chat",
                        CHATML + "<|im_start|>user\nPicture 1: <img>{image}</img>\nwhat color?<|im_end|>\n"
                                + "<|im_start|>assistant\n",
                        "red<|im_end|>",
                        CHATML + "<|im_start|>user\nPicture 1: <img>{image}</img>\nwhat color?<|im_end|>\n"
                                + "<|im_start|>assistant\nred<|im_end|>\n<|im_start|>user\nwhy?<|im_end|>\n"
                                + "<|im_start|>assistant\n"),
                new Golden(
                        "llava",
                        VICUNA + "USER: {image}\nwhat color? ASSISTANT:",
                        " red{end}",
                        VICUNA + "USER: {image}\nwhat color? ASSISTANT: red{end}USER: why? ASSISTANT:"),
                new Golden(
                        "llava-short",
                        VICUNA
                                + "USER: {image}\nwhat color?\nAnswer the question using a single word or phrase. ASSISTANT:",
                        " red{end}",
                        VICUNA
                                + "USER: {image}\nwhat color?\nAnswer the question using a single word or phrase. ASSISTANT:"
                                + " red{end}USER: why?\nAnswer the question using a single word or phrase. ASSISTANT:"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionsAreWrittenAsPublished(Golden golden) {
        PromptFormat format = PromptFormat.named(golden.format());
        Conversation<String> first = Conversation.of("photo.png", "what color?");
        assertEquals(golden.question(), format.write(first).toString());
        AnswerForm form = format.answer(first);
        String after = form.after().isEmpty() ? "{end}" : form.after();
        String expected = golden.answer().equals(" red") ? " red{end}" : golden.answer();
        assertEquals(expected, form.before() + "red" + after);
        assertEquals(
                golden.conversation(),
                format.write(first.then("red", Prompt.of("why?"))).toString());
    }

    private record Caption(String format, String prompt, String answer) {}

    /** An image without a question, and its caption "a cat". */
    static List<Caption> captions() {
        return List.of(
                new Caption("frozen", "{image}", "a cat{end}"),
                new Caption("frozen-naming", "{image}This is a", " a cat."),
                new Caption("minigpt4-stage1", "{image}", "a cat\n"),
                new Caption("llava-stage1", "{image}", "a cat\n"),
                new Caption("telegram", "{image} STOP", " a cat STOP"),
                new Caption("minigpt4", "{begin}###Human: <Img>{image}</Img> ###Assistant: ", "a cat###"),
                new Caption("minigpt4-llama2", "{begin}[INST] <Img>{image}</Img> [/INST] ", "a cat{end}"),
                new Caption(
                        "minigpt4-chat",
                        "{begin}" + MINIGPT4 + "###Human: <Img>{image}</Img>###Assistant: ",
                        "a cat###"),
                new Caption("blip2-opt", "{image}{begin}", "a cat\n"),
                new Caption("blip2-t5", "{image}{begin}", "a cat{end}"),
                new Caption("instructblip", "{image}{begin}", "a cat{end}"),
                new Caption("paligemma", "{image}{begin}\n", "a cat{end}"),
                new Caption("qwen-vl", "<img>{image}</img>Generate the caption in English:", " a cat{end}"),
                new Caption(
                        "qwen-vl-chat",
                        CHATML + "<|im_start|>user\nPicture 1: <img>{image}</img>\n<|im_end|>\n"
                                + "<|im_start|>assistant\n",
                        "a cat<|im_end|>"),
                new Caption("llava", VICUNA + "USER: {image} ASSISTANT:", " a cat{end}"),
                new Caption("llava-short", VICUNA + "USER: {image} ASSISTANT:", " a cat{end}"));
    }

    @ParameterizedTest
    @MethodSource("captions")
    void captionsAreWrittenAsPublished(Caption golden) {
        PromptFormat format = PromptFormat.named(golden.format());
        Conversation<String> image = Conversation.of("photo.png", "");
        assertEquals(golden.prompt(), format.write(image).toString());
        AnswerForm form = format.answer(image);
        String after = form.after().isEmpty() ? "{end}" : form.after();
        assertEquals(golden.answer(), form.before() + "a cat" + after);
    }

    /** "Is this A like this B?", where A and B are images. */
    private static final Map<String, String> SEVERAL = Map.ofEntries(
            entry("frozen", "question: Is this {image} like this {image}? answer:"),
            entry("frozen-naming", "{image}{image}This is a"),
            entry("minigpt4-stage1", "{image}{image}"),
            entry("llava-stage1", "{image}{image}"),
            entry("telegram", "{image}{image}Is this like this ? STOP"),
            entry(
                    "minigpt4",
                    "{begin}###Human: Is this <Img>{image}</Img> like this <Img>{image}</Img> ? ###Assistant: "),
            entry(
                    "minigpt4-llama2",
                    "{begin}[INST] Is this <Img>{image}</Img> like this <Img>{image}</Img> ? [/INST] "),
            entry(
                    "minigpt4-chat",
                    "{begin}" + MINIGPT4
                            + "###Human: Is this <Img>{image}</Img> like this <Img>{image}</Img> ?###Assistant: "),
            entry("blip2-opt", "{image}{image}{begin}Question: Is this like this ? Answer:"),
            entry("blip2-t5", "{image}{image}{begin}Question: Is this like this ? Short answer:"),
            entry("instructblip", "{image}{image}{begin}Is this like this ?"),
            entry("paligemma", "{image}{image}{begin}Is this like this ?\n"),
            entry("qwen-vl", "<img>{image}</img><img>{image}</img>Is this like this ? Answer:"),
            entry(
                    "qwen-vl-chat",
                    CHATML + "<|im_start|>user\nIs this Picture 1: <img>{image}</img>\n"
                            + " like this Picture 2: <img>{image}</img>\n?<|im_end|>\n<|im_start|>assistant\n"),
            entry("llava", VICUNA + "USER: Is this {image} like this {image}? ASSISTANT:"),
            entry(
                    "llava-short",
                    VICUNA + "USER: Is this {image} like this {image}?\n"
                            + "Answer the question using a single word or phrase. ASSISTANT:"));

    @ParameterizedTest
    @MethodSource("dev.graft.models.prompt.PromptFormat#names")
    void everyFormatHasItsGoldenStrings(String name) {
        assertTrue(questions().stream().anyMatch(golden -> golden.format().equals(name)), "a question by " + name);
        assertTrue(captions().stream().anyMatch(golden -> golden.format().equals(name)), "a caption by " + name);
        Conversation<String> both = Conversation.of(twoImages());
        assertEquals(SEVERAL.get(name), PromptFormat.named(name).write(both).toString());
    }

    private static Prompt<String> twoImages() {
        return new Prompt.Writer<String>()
                .text("Is this ")
                .image("a.png")
                .text(" like this ")
                .image("b.png")
                .text("?")
                .done();
    }

    @Test
    void picturesAreNumberedThroughTheConversation() {
        Conversation<String> both = Conversation.of(twoImages());
        assertEquals(List.of("a.png", "b.png"), twoImages().images());
        assertEquals(
                CHATML
                        + "<|im_start|>user\nIs this Picture 1: <img>{image}</img>\n like this Picture 2: <img>{image}</img>\n?"
                        + "<|im_end|>\n<|im_start|>assistant\nYes.<|im_end|>\n<|im_start|>user\n"
                        + "Picture 3: <img>{image}</img>\nand this?<|im_end|>\n<|im_start|>assistant\n",
                PromptFormat.named("qwen-vl-chat")
                        .write(both.then("Yes.", Prompt.of("c.png", "and this?")))
                        .toString());
    }

    @Test
    void qwenLearnsTheMarksOfAllTurns() {
        Prompt<String> prompt = PromptFormat.named("qwen-vl-chat").write(Conversation.of("a.png", "what?"));
        String learnt = prompt.pieces().stream()
                .filter(piece -> piece instanceof Piece.Text<String> text && text.learnt())
                .map(piece -> ((Piece.Text<String>) piece).text())
                .collect(Collectors.joining("|"));
        assertEquals("<|im_start|>|<|im_end|>\n<|im_start|>|<|im_end|>\n<|im_start|>", learnt);
    }

    @Test
    void optLearnsItsBeginningOnlyWithoutPrompt() {
        PromptFormat format = PromptFormat.named("blip2-opt");
        assertEquals(
                new Piece.Beginning<String>(true),
                format.write(Conversation.of("a.png", "")).pieces().get(1));
        assertEquals(
                new Piece.Beginning<String>(false),
                format.write(Conversation.of("a.png", "what?")).pieces().get(1));
    }

    @Test
    void miniGptAsksInFourWays() {
        assertEquals(
                List.of(
                        "Describe this image in detail.",
                        "Take a look at this image and describe what you notice.",
                        "Please provide a detailed description of the picture.",
                        "Could you describe the contents of this image for me?"),
                PromptFormat.named("minigpt4").instructions());
    }

    @Test
    void instructionsReplaceTheSystemMessageOrStandInFront() {
        Conversation<String> asked = Conversation.of("a.png", "what?").withInstruction("Please answer the question.");
        assertEquals(
                "Please answer the question.{image}question: what? answer:",
                PromptFormat.named("frozen").write(asked).toString());
        assertEquals(
                "Please answer the question. USER: {image}\nwhat? ASSISTANT:",
                PromptFormat.named("llava").write(asked).toString());
    }

    @Test
    void unknownNameBringsTheNearest() {
        String message = assertThrows(InvalidInputException.class, () -> PromptFormat.named("minigpt"))
                .getMessage();
        assertTrue(message.contains("minigpt4"), message);
    }
}
