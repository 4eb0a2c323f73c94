package dev.graft.training.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.TrainedParameters;
import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.training.optimizer.AdamWConfig;
import dev.graft.training.optimizer.LearningRateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of a training run, each with a value.
 *
 * <p>They come from the defaults, then from a JSON file, then from flags {@code key=value}. A key that does not exist is
 * an error that suggests the nearest one.
 */
public final class TrainingConfig {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Set<String> PATHS = Set.of(
            "vision",
            "language",
            "output",
            "data.path",
            "data.images",
            "data.test",
            "cache",
            "init",
            "objective.tokenizer",
            "objective.text");

    private static final String ADAPTER = "adapter.";
    private static final String KIND = "adapter.kind";

    private final Map<String, Object> values;

    private TrainingConfig(Map<String, Object> values) {
        this.values = values;
    }

    public static TrainingConfig defaults() {
        Map<String, Object> values = new LinkedHashMap<>();
        Setting.ALL.forEach((key, setting) -> {
            if (!key.startsWith(ADAPTER)) { // those depend on its kind
                values.put(key, setting.value());
            }
        });
        return new TrainingConfig(values);
    }

    /** One line for each setting there is: its key, its default and what it means. */
    public static List<String> settings() {
        return Setting.ALL.values().stream()
                .map(setting -> "  " + setting.key() + "=" + setting.value() + "  " + setting.help())
                .toList();
    }

    /** These settings with those of a file over them; its relative paths start at its folder. */
    public TrainingConfig withFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file, "there is no such configuration file");
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (json == null || !json.isObject()) {
                throw new InvalidInputException("expected a JSON object");
            }
            return with(json, file.toAbsolutePath().getParent());
        } catch (IOException | InvalidInputException e) {
            throw new InvalidInputException(file, e.getMessage(), e);
        }
    }

    /**
     * These settings with others over them.
     *
     * @param json an object of settings
     * @param folder where its relative paths start
     */
    TrainingConfig with(JsonNode json, Path folder) {
        TrainingConfig changed = new TrainingConfig(new LinkedHashMap<>(values));
        changed.read("", json);
        for (String key : PATHS) {
            String path = (String) changed.values.get(key);
            if (!path.equals(values.get(key))) {
                changed.values.put(key, absolute(path, folder));
            }
        }
        return changed;
    }

    private static String absolute(String paths, Path folder) {
        return parts(paths)
                .map(path -> Reference.parse(path).from(folder).toString())
                .collect(Collectors.joining(","));
    }

    private static Stream<String> parts(String paths) {
        return Stream.of(paths.split(",")).map(String::strip).filter(path -> !path.isEmpty());
    }

    /** These settings with one changed, its value written as on a command line. */
    public TrainingConfig with(String key, String text) {
        TrainingConfig changed = new TrainingConfig(new LinkedHashMap<>(values));
        changed.put(key, setting(key).parse(text));
        return changed;
    }

    /**
     * These settings, if those that must be given are, they go together and every name among them is known.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public TrainingConfig check() {
        List.of("vision", "language", "data.path", "output").forEach(this::given);
        PATHS.forEach(key -> parts(text(key)).forEach(Reference::parse));
        check("features", VisionFeatures::parse);
        check("device", Device::parse);
        check("schedule.kind", LearningRateSchedule.Kind::of);
        check("best_by", BestBy::of);
        check("data.format", format -> format.isEmpty() ? format : DatasetFormat.of(format));
        check("prompt.format", format -> format.isEmpty() ? format : PromptFormat.named(format));
        check("prompt.template", template -> new PromptTemplate(template, PromptTemplate.ANSWER));
        check("prompt.answer", answer -> new PromptTemplate(PromptTemplate.IMAGE, answer));
        values.forEach((key, value) -> {
            if (key.startsWith(ADAPTER) && value instanceof String) {
                Map<String, Object> alone = new LinkedHashMap<>();
                alone.put("kind", values.getOrDefault(KIND, ProjectionSpec.MLP.kind()));
                alone.put(key.substring(ADAPTER.length()), value);
                check(key, name -> AdapterSpec.of(alone));
            }
        });
        check("trained", TrainedParameters::parse);
        check("micro_batch", integer("micro_batch") <= integer("batch"), "at most 'batch', " + integer("batch"));
        for (String key : List.of("validation_answers", "validation_samples", "data.validation")) {
            boolean scored = bestBy() == BestBy.LOSS || ((Number) values.get(key)).doubleValue() > 0;
            check(key, scored, "above 0 where 'best_by' is accuracy");
        }
        double peak = number("optimizer.learning_rate");
        check("schedule.minimum", number("schedule.minimum") <= peak, "at most 'optimizer.learning_rate', " + peak);
        adapter();
        return this;
    }

    private <T> T check(String key, Function<String, T> parser) {
        try {
            return parser.apply(text(key));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("setting '" + key + "': " + e.getMessage(), e);
        }
    }

    private void check(String key, boolean right, String expected) {
        if (!right) {
            throw new InvalidInputException("setting '" + key + "' must be " + expected + ", found " + values.get(key));
        }
    }

    /** Another kind of adapter has other settings, so those of the former are forgotten with it. */
    private void put(String key, Object value) {
        if (key.equals(KIND) && !kindsAlike(value, values.getOrDefault(KIND, ProjectionSpec.MLP.kind()))) {
            values.keySet().removeIf(other -> other.startsWith(ADAPTER));
        }
        values.put(key, setting(key).require(value));
    }

    private static boolean kindsAlike(Object kind, Object other) {
        Map<String, AdapterSpec> kinds = AdapterSpec.kinds();
        return kinds.containsKey(kind)
                && kinds.containsKey(other)
                && kinds.get(kind).getClass() == kinds.get(other).getClass();
    }

    private void read(String prefix, JsonNode json) {
        if (prefix.equals(ADAPTER) && json.has("kind")) {
            put(KIND, setting(KIND).parse(json.get("kind")));
        }
        json.properties().forEach(field -> {
            String key = prefix + field.getKey();
            if (field.getValue().isObject()) {
                read(key + ".", field.getValue());
            } else {
                put(key, setting(key).parse(field.getValue()));
            }
        });
    }

    private static Setting setting(String key) {
        Setting setting = Setting.ALL.get(key);
        if (setting == null) {
            throw new InvalidInputException("unknown setting '" + key + "'" + suggestion(key));
        }
        return setting;
    }

    /** The nearest key, or the nearest last part of one: who forgets the group means {@code group.key}. */
    private static String suggestion(String key) {
        Map<String, String> parts = new LinkedHashMap<>();
        Setting.ALL.keySet().forEach(known -> parts.putIfAbsent(known.substring(known.lastIndexOf('.') + 1), known));
        return Suggestions.nearest(key, Setting.ALL.keySet())
                .or(() -> Suggestions.nearest(key, parts.keySet()).map(parts::get))
                .map(known -> "; did you mean '" + known + "'?")
                .orElseGet(() -> "; there is " + Setting.ALL.keySet());
    }

    /** The resolved configuration as a file that {@link #withFile} reads, wherever it lies: its paths are absolute. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        Map<String, Object> absolute = resolved();
        PATHS.forEach(key -> absolute.put(key, absolute(text(key), Path.of(""))));
        absolute.forEach((key, value) -> {
            int dot = key.indexOf('.');
            ObjectNode node = dot < 0 ? root : root.withObjectProperty(key.substring(0, dot));
            node.set(key.substring(dot + 1), JSON.valueToTree(value));
        });
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a text setting. */
    public String text(String key) {
        return (String) values.get(setting(key).key());
    }

    public int integer(String key) {
        return (Integer) values.get(setting(key).key());
    }

    public double number(String key) {
        return (Double) values.get(setting(key).key());
    }

    public boolean flag(String key) {
        return (Boolean) values.get(setting(key).key());
    }

    public long seed() {
        return (Long) values.get("seed");
    }

    /** A folder or file that must have been given. What is built in is unpacked or made if it is not there yet. */
    public Path path(String key) {
        return locate(given(key));
    }

    /** The data sets of the final evaluation, by how they were given; empty for the images kept for validation. */
    public Map<String, Path> testPaths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        parts(text("data.test")).forEach(path -> paths.put(path, locate(path)));
        return paths;
    }

    /** Makes what is built in and not there yet, which may take a while. */
    public void prepare(Consumer<String> messages) {
        PATHS.forEach(key -> parts(text(key))
                .forEach(path -> Reference.parse(path).locate(CacheFolder.of(text("cache")), messages)));
    }

    private Path locate(String path) {
        return Reference.parse(path).locate(CacheFolder.of(text("cache")), message -> {});
    }

    private String given(String key) {
        if (text(key).isEmpty()) {
            throw new InvalidInputException(
                    "'" + key + "' is not given: " + Setting.ALL.get(key).help());
        }
        return text(key);
    }

    public AdapterSpec adapter() {
        Map<String, Object> map = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(ADAPTER)) {
                map.put(key.substring(ADAPTER.length()), value);
            }
        });
        return AdapterSpec.of(map);
    }

    /** Which weights of the adapter are trained. */
    public TrainedParameters trained() {
        return TrainedParameters.parse(text("trained"));
    }

    /** All settings with their values, in the order of {@link Setting#ALL}. */
    private Map<String, Object> resolved() {
        Map<String, Object> resolved = new LinkedHashMap<>();
        for (String key : Setting.ALL.keySet()) {
            if (key.equals(KIND)) {
                adapter().toMap().forEach((name, value) -> resolved.put(ADAPTER + name, value));
            } else if (!key.startsWith(ADAPTER)) {
                resolved.put(key, values.get(key));
            }
        }
        return resolved;
    }

    /** The published format that was chosen, or the two texts of a template. */
    public PromptFormat prompt() {
        return text("prompt.format").isEmpty()
                ? new PromptTemplate(text("prompt.template"), text("prompt.answer"))
                : PromptFormat.named(text("prompt.format"));
    }

    public AdamWConfig optimizer() {
        return new AdamWConfig(
                number("optimizer.beta1"),
                number("optimizer.beta2"),
                number("optimizer.epsilon"),
                number("optimizer.weight_decay"),
                number("optimizer.clip_norm"));
    }

    public LearningRateSchedule schedule() {
        int steps = integer("steps");
        return new LearningRateSchedule(
                LearningRateSchedule.Kind.of(text("schedule.kind")),
                number("optimizer.learning_rate"),
                number("schedule.minimum"),
                Math.round(number("schedule.warmup") * steps),
                steps);
    }

    /** Where weights to start from lie; empty for new ones. */
    public Optional<Path> init() {
        return text("init").isEmpty() ? Optional.empty() : Optional.of(path("init"));
    }

    /** The folder of a tokenizer for the objective's texts; empty for the language model's. */
    public Optional<Path> objectiveTokenizer() {
        return text("objective.tokenizer").isEmpty() ? Optional.empty() : Optional.of(path("objective.tokenizer"));
    }

    /**
     * The folder of the text encoder of a contrast; the language model's where none is named.
     *
     * @throws ModelFileException if it is not there
     */
    public Path textTower() {
        if (text("objective.text").isEmpty()) {
            return path("language");
        }
        Path folder = path("objective.text");
        if (!Files.isDirectory(folder)) {
            throw new ModelFileException(
                    folder,
                    "the setting 'objective.text' should name the folder of a"
                            + " text encoder, and there is no such folder; leave it empty to take the language model");
        }
        return folder;
    }

    /** Samples computed at once. */
    public int microBatch() {
        return integer("micro_batch") == 0 ? integer("batch") : integer("micro_batch");
    }

    /** By which figure of the validations the best weights are chosen. */
    public BestBy bestBy() {
        return BestBy.of(text("best_by"));
    }

    /** The settings of the recipe in which another configuration differs, each with its value there and here. */
    public List<String> differencesFrom(TrainingConfig earlier) {
        List<String> differences = new ArrayList<>();
        Map<String, Object> before = earlier.recipe();
        recipe().forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                differences.add(key + " was " + before.get(key) + ", now is " + value);
            }
        });
        return differences;
    }

    public SessionConfig session() {
        return SessionConfig.DEFAULT.withDevice(Device.parse(text("device"))).withThreads(integer("threads"));
    }

    /** What decides the weights that come out: everything but where things lie and how often one looks. */
    public Map<String, Object> recipe() {
        Map<String, Object> recipe = resolved();
        recipe.keySet()
                .removeAll(Set.of("output", "cache", "vision", "language", "data.path", "data.images", "data.test"));
        recipe.keySet().removeAll(Set.of("init", "objective.tokenizer", "objective.text"));
        recipe.keySet().removeAll(Set.of("checkpoint_every", "final_evaluation", "device", "threads"));
        return recipe;
    }
}
