package dev.graft.cli.option;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.backbones.generation.Beams;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.PublishedGeneration;
import dev.graft.backbones.generation.rule.NoRepeatedNgrams;
import dev.graft.backbones.generation.rule.RepetitionPenalty;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.files.GivenPath;
import dev.graft.tensors.files.JsonFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How tokens of answers are chosen: as the model's own files say, but for what is given. */
public final class DecodingOptions {
    /** Those that have no effect where answers are chosen among given ones. */
    public static final List<String> NAMES = List.of(
            "--generation",
            "--beams",
            "--length-penalty",
            "--early-stopping",
            "--min-tokens",
            "--temperature",
            "--top-k",
            "--top-p",
            "--min-p",
            "--repetition-penalty",
            "--no-repeat-ngram",
            "--stop");

    /** The names for {@code --generation}. */
    static final class Published implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return PublishedGeneration.names().iterator();
        }
    }

    @Option(
            names = "--generation",
            paramLabel = "NAME|FILE",
            completionCandidates = Published.class,
            description =
                    "how answers are written, instead of what the model's own files say: as a published evaluation"
                            + " has it, ${COMPLETION-CANDIDATES}, or a file in the form of Hugging Face's generation_config.json")
    private String generation;

    @Within(Range.TIMES)
    @Option(names = "--beams", description = "texts that a beam search follows; 1 for none")
    private Integer beams;

    @Within(Range.ANY)
    @Option(
            names = "--length-penalty",
            description = "above 0 a beam search prefers longer answers, below 0 shorter ones")
    private Double lengthPenalty;

    @Option(
            names = "--early-stopping",
            description = "when a beam search ends before all its texts: ${COMPLETION-CANDIDATES}, as in transformers")
    private Beams.EarlyStopping earlyStopping;

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--min-tokens", description = "shortest answer in tokens")
    private Integer minTokens;

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--temperature", description = "0 takes the likeliest token each time, above tokens are drawn")
    private Double temperature;

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--top-k", description = "draw from the K likeliest tokens; 0 for all")
    private Integer topK;

    @Within(Range.POSITIVE_FRACTION)
    @Option(names = "--top-p", description = "draw from the likeliest tokens up to P in sum")
    private Double topP;

    @Within(Range.FRACTION)
    @Option(names = "--min-p", description = "draw from tokens at least P times as probable as the likeliest")
    private Double minP;

    @Within(Range.POSITIVE)
    @Option(
            names = "--repetition-penalty",
            description = "above 1 makes tokens less likely that are there already, 1 for none")
    private Double repetitionPenalty;

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--no-repeat-ngram", description = "no run of N tokens comes twice; 0 for any")
    private Integer noRepeatNgram;

    @Option(names = "--stop", paramLabel = "TEXT", description = "ends an answer, and is left out; may be repeated")
    private List<String> stop;

    /** What the file says; null before it is read. */
    private Map<String, Object> read;

    /**
     * What is asked for, over what the model's files say.
     *
     * @param own what they say
     * @param tokens the longest answer where {@code --generation} takes their place and says nothing of it
     */
    public GenerationOptions over(GenerationOptions own, int tokens) {
        GenerationOptions options = generation == null ? own : read(own, tokens).options();
        options = drawing(searching(options));
        if (minTokens != null) {
            options = options.withMinTokens(minTokens);
        }
        if (repetitionPenalty != null) {
            options = repetitionPenalty == 1
                    ? options.without(RepetitionPenalty.class)
                    : options.with(new RepetitionPenalty(repetitionPenalty));
        }
        if (noRepeatNgram != null) {
            options = noRepeatNgram == 0
                    ? options.without(NoRepeatedNgrams.class)
                    : options.with(new NoRepeatedNgrams(noRepeatNgram));
        }
        return stop == null ? options : options.withStopStrings(stop);
    }

    private GenerationOptions searching(GenerationOptions options) {
        Beams search = options.beams();
        search = beams == null ? search : search.withCount(beams);
        if (search.count() == 1) {
            refuse(lengthPenalty, "--length-penalty", "without a beam search; give --beams too");
            refuse(earlyStopping, "--early-stopping", "without a beam search; give --beams too");
        }
        search = lengthPenalty == null ? search : search.withLengthPenalty(lengthPenalty);
        search = earlyStopping == null ? search : search.withStopping(earlyStopping);
        return options.withBeams(search);
    }

    private GenerationOptions drawing(GenerationOptions options) {
        Drawing drawing = options.drawing();
        if (temperature != null) {
            drawing = temperature == 0 ? Drawing.NONE.withSeed(drawing.seed()) : drawing.withTemperature(temperature);
        }
        if (drawing.isNone()) {
            String where = "where the likeliest token is taken each time; give --temperature above 0 too";
            refuse(topK, "--top-k", where);
            refuse(topP, "--top-p", where);
            refuse(minP, "--min-p", where);
        }
        drawing = topK == null ? drawing : drawing.withTopK(topK);
        drawing = topP == null ? drawing : drawing.withTopP(topP);
        drawing = minP == null ? drawing : drawing.withMinP(minP);
        return options.withDrawing(drawing);
    }

    private static void refuse(Object given, String name, String where) {
        if (given != null) {
            throw new InvalidInputException("the option " + name + " has no effect " + where + ", or leave it out");
        }
    }

    /** Which tokens end a text is the model's own, unless it is said. */
    private GenerationConfig read(GenerationOptions own, int tokens) {
        GenerationOptions base = GenerationOptions.greedy(tokens);
        return GenerationConfig.of(
                generation, settings(), own.ends().map(base::withEnds).orElse(base));
    }

    /** What {@code --generation} says, which is read once. */
    private Map<String, Object> settings() {
        if (read == null) {
            read = readSettings();
        }
        return read;
    }

    private Map<String, Object> readSettings() {
        Path file = GivenPath.of(generation);
        if (PublishedGeneration.names().contains(generation) || !Files.exists(file)) {
            return named(file);
        }
        JsonNode json = JsonFile.read(file, JsonNode.class);
        if (!json.isObject()) {
            throw new InvalidInputException(file, "expected a JSON object, found " + JsonFile.shown(json));
        }
        return new JsonMapper().convertValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private Map<String, Object> named(Path file) {
        try {
            return PublishedGeneration.of(generation);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file, "does not exist, and as a name it is none: " + e.getMessage());
        }
    }

    /** Says that tokens are drawn where that was not asked for, and names what is not heeded of the settings that are taken. */
    public void warn(GenerationConfig own, PrintWriter err) {
        GenerationConfig taken = generation == null ? own : read(own.options(), 1);
        String place = generation == null ? "the model's generation_config.json" : generation;
        if (temperature == null && !taken.options().drawing().isNone()) {
            err.println("tokens are drawn, as " + place + " says; --temperature 0 takes the likeliest each time");
        }
        if (!taken.unheeded().isEmpty()) {
            err.println("of " + place + " is not heeded: " + String.join(", ", taken.unheeded()));
        }
    }
}
