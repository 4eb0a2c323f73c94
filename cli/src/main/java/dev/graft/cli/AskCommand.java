package dev.graft.cli;

import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.cli.ask.AskedImages;
import dev.graft.cli.ask.BatchAsking;
import dev.graft.cli.ask.BatchOptions;
import dev.graft.cli.option.DecodingOptions;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.option.Within;
import dev.graft.cli.option.Without;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.MarkedText;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Printable;
import dev.graft.tensors.Range;
import java.awt.image.BufferedImage;
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

/** The {@code graft ask} command, which asks a trained model about images. */
@Command(
        name = "ask",
        description = "Asks a trained model a question about images, or all questions of a data set.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Several images are shown in one prompt, in their order: in front of the question, or where <image> stands in it,"
                    + " once for each.",
            "A folder is all images in it, in the order of their names; --each asks about each image by itself."
        })
final class AskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "IMAGE... [QUESTION]",
            hideParamSyntax = true,
            description =
                    "PNG, JPEG, GIF, BMP or WebP files, or folders of them; then what to ask, without which the images are"
                            + " described")
    private List<String> asked = List.of();

    @Without("--batch")
    @Option(names = "--each", description = "ask about each image by itself, and print its answer behind its name")
    private boolean each;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--frames",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "how many images of a folder are taken, evenly, as of the frames of a video; of --batch how many pictures"
                            + " of each video; 0 for all")
    private int frames;

    @Mixin
    private BatchOptions batch;

    @Without("--each")
    @Option(
            names = "--chat",
            description = "then go on with the questions that are typed, one a line, in one conversation")
    private boolean chat;

    @Within(Range.POSITIVE)
    @Option(
            names = "--max-tokens",
            description = "longest answer in tokens (default: what the model's files say, or "
                    + VisionLanguageModel.DEFAULT_ANSWER_TOKENS + ")")
    private Integer maxTokens;

    @Without("--batch")
    @Within(Range.TIMES)
    @Option(
            names = "--answers",
            defaultValue = "1",
            description = "different answers, the best first, one a line; of as many beams, or drawn")
    private int answers;

    @Within(Range.ANY)
    @Option(names = "--seed", defaultValue = "0", description = "decides what is drawn")
    private long seed;

    @Mixin
    private DecodingOptions decoding;

    @Override
    public Integer call() throws IOException {
        if (batch.isGiven()) {
            refuseBeside();
            try (VisionLanguageModel opened = model.openAnswering()) {
                new BatchAsking(spec, batch, frames, opened, options(opened), model.made(opened)).run();
            }
            return Main.DONE;
        }
        AskedImages given = AskedImages.of(asked, frames);
        try (VisionLanguageModel opened = model.openAnswering()) {
            requireRead(opened.description().prompt(), given.question());
            GenerationOptions options = options(opened);
            if (each) {
                return answerEach(opened, given, options);
            }
            List<BufferedImage> pictures =
                    given.images().stream().map(Images::read).toList();
            sayTokens(opened, pictures);
            requireRoom(opened, MarkedText.prompt(given.question(), pictures));
            List<SeenImage> seen = pictures.stream().map(opened::see).toList();
            if (chat) {
                chat(opened, seen, given.question(), options);
            } else {
                answer(opened, Conversation.of(MarkedText.prompt(given.question(), seen)), options);
            }
        }
        return Main.DONE;
    }

    /** What pictures take of the context is said before it is computed. */
    private void sayTokens(VisionLanguageModel opened, List<BufferedImage> pictures) {
        String counts = VisualSequence.summary(pictures.stream()
                .mapToInt(picture -> opened.sequence(
                                opened.processor().grid(picture.getWidth(), picture.getHeight()), pictures.size())
                        .tokens()));
        if (!counts.isEmpty()) {
            String subject = pictures.size() == 1 ? "the image takes " : "each image takes ";
            spec.commandLine().getErr().println(subject + counts + " visual tokens");
        }
    }

    /** Many images are soon more than a language model reads, and no shorter question would help. */
    private static void requireRoom(VisionLanguageModel opened, Prompt<BufferedImage> prompt) {
        int images = prompt.images().size();
        int context = opened.language().config().contextLength().orElse(Integer.MAX_VALUE);
        int read = opened.contextUse(
                        Conversation.of(prompt),
                        List.of(),
                        picture -> opened.processor().grid(picture.getWidth(), picture.getHeight()))
                .prompt();
        if (images > 1 && read >= context) {
            throw new InvalidInputException(images + " images and the question take " + read
                    + " tokens in one prompt, the language model reads " + context
                    + " with its answer; give fewer images, or --each to ask about each by itself");
        }
    }

    private void refuseBeside() {
        OptionRules.refuse(spec, List.of("--chat"), "with --batch, which asks what its data hold");
        if (!asked.isEmpty()) {
            throw new InvalidInputException("--batch asks the questions of its data about their images; leave '"
                    + String.join("' '", asked) + "' out");
        }
    }

    /** An image that cannot be read or asked about is told, and the others are asked about. */
    private int answerEach(VisionLanguageModel opened, AskedImages given, GenerationOptions options) {
        MarkedText.prompt(given.question(), given.images().subList(0, 1)); // a question that suits no image is refused
        PrintWriter out = spec.commandLine().getOut();
        int code = Main.DONE;
        for (Path image : given.images()) {
            boolean begun = false;
            try {
                BufferedImage picture = Images.read(image);
                sayTokens(opened, List.of(picture));
                SeenImage seen = opened.see(picture);
                out.print(Printable.of(image.toString()) + ": ");
                begun = true;
                answer(opened, Conversation.of(MarkedText.prompt(given.question(), List.of(seen))), options);
            } catch (ModelFileException e) {
                code = tell(e);
            } catch (InvalidInputException e) {
                if (begun) {
                    out.println();
                }
                code = tell(new ModelFileException(image, e.getMessage(), e));
            }
        }
        return code;
    }

    private int tell(ModelFileException problem) {
        Explanation explanation = Explanation.of(problem);
        spec.commandLine().getErr().println("graft: " + explanation.line());
        return explanation.exitCode();
    }

    private GenerationOptions options(VisionLanguageModel opened) {
        PrintWriter err = spec.commandLine().getErr();
        GenerationConfig own = opened.generation();
        decoding.warn(own, err);
        GenerationOptions options = decoding.over(own.options(), VisionLanguageModel.DEFAULT_ANSWER_TOKENS)
                .withAnswers(answers);
        if (options.drawing().isNone()) {
            OptionRules.refuse(
                    spec,
                    List.of("--seed"),
                    "where the likeliest token is taken each time, without --temperature above 0");
        }
        if (answers > 1 && chat) {
            throw new InvalidInputException(
                    "--answers has no effect with --chat, which goes on with one answer; leave one of them out");
        }
        options = options.withDrawing(options.drawing().withSeed(seed));
        return maxTokens == null ? options : options.withMaxTokens(maxTokens);
    }

    /** Refuses a question that would not reach the model. */
    private void requireRead(PromptFormat format, String question) {
        if ((chat || !question.isBlank()) && !format.readsQuestions()) {
            throw new InvalidInputException("the model's prompt format has no place for a question, so "
                    + (chat ? "--chat" : "QUESTION")
                    + " has no effect; leave it out to have the image described, or give"
                    + " --prompt with {image} and {question}");
        }
    }

    /** The images stand in the first turn, which is typed too if no question was given. */
    private void chat(VisionLanguageModel opened, List<SeenImage> seen, String question, GenerationOptions options)
            throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String typed = question.isBlank() ? nextQuestion(in) : question;
        if (typed == null) {
            return;
        }
        Conversation<SeenImage> conversation = Conversation.of(MarkedText.prompt(typed, seen));
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
        if (answers > 1) {
            List<String> all = opened.answersSeeing(conversation, options);
            all.forEach(each -> out.println(Printable.lines(each)));
            out.flush();
            return all.get(0);
        }
        String answer = opened.answerSeeing(conversation, options, piece -> {
            out.print(Printable.lines(piece));
            out.flush();
        });
        out.println();
        return answer;
    }
}
