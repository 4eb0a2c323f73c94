package dev.graft.cli;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Within;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.visual.SeenImage;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Printable;
import dev.graft.tensors.Range;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft ask} command, which asks a trained model about an image. */
@Command(name = "ask", description = "Asks a trained model a question about an image.", mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "a PNG, JPEG, GIF, BMP or WebP file")
    private Path image;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "QUESTION",
            description = "what to ask; without, the image is described",
            defaultValue = "")
    private String question;

    @Option(
            names = "--chat",
            description = "then go on with the questions that are typed, one a line, in one conversation")
    private boolean chat;

    @Within(Range.POSITIVE)
    @Option(
            names = "--max-tokens",
            defaultValue = "" + VisionLanguageModel.DEFAULT_ANSWER_TOKENS,
            description = "longest answer in tokens (default: ${DEFAULT-VALUE})")
    private int maxTokens;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 takes the likeliest token each time, above tokens are drawn (default: ${DEFAULT-VALUE})")
    private double temperature;

    @Needs("--temperature")
    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--top-k", defaultValue = "0", description = "draw from the K likeliest tokens; 0 for all")
    private int topK;

    @Needs("--temperature")
    @Within(Range.POSITIVE_FRACTION)
    @Option(names = "--top-p", defaultValue = "1", description = "draw from the likeliest tokens up to P in sum")
    private double topP;

    @Needs("--temperature")
    @Within(Range.ANY)
    @Option(names = "--seed", defaultValue = "0", description = "decides what is drawn")
    private long seed;

    @Override
    public Integer call() throws IOException {
        GenerationOptions options = new GenerationOptions(maxTokens, temperature, topK, topP, seed, List.of());
        try (VisionLanguageModel opened = model.openAnswering()) {
            requireRead(opened.description().prompt());
            SeenImage seen = opened.see(Images.read(image));
            if (chat) {
                chat(opened, seen, options);
            } else {
                answer(opened, Conversation.of(seen, question), options);
            }
        }
        return Main.DONE;
    }

    /** Refuses a question that would not reach the model. */
    private void requireRead(PromptFormat format) {
        if ((chat || !question.isBlank()) && !format.readsQuestions()) {
            throw new InvalidInputException("the model's prompt format has no place for a question, so "
                    + (chat ? "--chat" : "QUESTION")
                    + " has no effect; leave it out to have the image described, or give"
                    + " --prompt with {image} and {question}");
        }
    }

    /** The image stands in the first turn, which is typed too if no question was given. */
    private void chat(VisionLanguageModel opened, SeenImage seen, GenerationOptions options) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String typed = question.isBlank() ? nextQuestion(in) : question;
        if (typed == null) {
            return;
        }
        Conversation<SeenImage> conversation = Conversation.of(seen, typed);
        while (true) {
            String answer = answer(opened, conversation, options);
            typed = nextQuestion(in);
            if (typed == null) {
                return;
            }
            conversation = conversation.then(answer, Prompt.of(typed));
        }
    }

    private static String nextQuestion(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.isBlank()) {
            line = in.readLine();
        }
        return line == null ? null : line.strip();
    }

    private String answer(VisionLanguageModel opened, Conversation<SeenImage> conversation, GenerationOptions options) {
        PrintWriter out = spec.commandLine().getOut();
        String answer = opened.answerSeeing(conversation, options, piece -> {
            out.print(Printable.lines(piece));
            out.flush();
        });
        out.println();
        return answer;
    }
}
