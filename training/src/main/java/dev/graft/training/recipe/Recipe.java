package dev.graft.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.TrainedParameters;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is trained one after the other, each stage from the weights that the one before came to; or a single run.
 *
 * @param stages in their order, with the output folder of the whole; a single run is one stage without a name
 */
public record Recipe(List<Stage> stages) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String INIT = "init";
    private static final String OUTPUT = "output";

    /** A run of the recipe. */
    public record Stage(String name, TrainingSettings settings) {}

    public Recipe {
        stages = List.copyOf(stages);
    }

    /** A single run. */
    public static Recipe single(TrainingSettings settings) {
        return new Recipe(List.of(new Stage("", settings)));
    }

    /** Whether it is a single run, which lies in the output folder itself. */
    public boolean isSingle() {
        return stages.get(0).name().isEmpty();
    }

    /** The settings of the last stage, whose model is that of the whole. */
    public TrainingSettings last() {
        return stages.get(stages.size() - 1).settings();
    }

    /** Whether no stage says what to connect and what to learn from. */
    public boolean isOpen() {
        return stages.stream().allMatch(stage -> stage.settings().isOpen());
    }

    /**
     * This recipe with one setting changed, its value written as on a command line.
     *
     * @param key that of a setting, for all stages, or {@code STAGE:KEY}; weights to start from are the first stage's
     */
    public Recipe with(String key, String text) {
        int colon = key.indexOf(':');
        String name = key.substring(0, Math.max(0, colon));
        String setting = key.substring(colon + 1);
        List<String> names = names();
        if (colon >= 0 && (isSingle() || !names.contains(name))) {
            throw new InvalidInputException("there is no stage '" + name + "' for '" + key + "'"
                    + (isSingle() ? "; this is a single run" : Suggestions.didYouMean(name, names)));
        }
        boolean first = colon < 0 && setting.equals(INIT);
        return map(stage -> colon < 0 && !(first && !stage.equals(stages.get(0)))
                        || colon >= 0 && stage.name().equals(name)
                ? stage.settings().with(setting, text)
                : stage.settings());
    }

    /**
     * This recipe with several settings changed, in whatever order they are given: the kind of an adapter comes first, with
     * which the settings of another kind are forgotten, and what is for one stage after what is for all.
     *
     * @param given see {@link #with(String, String)}
     */
    public Recipe with(Map<String, String> given) {
        List<String> keys = given.keySet().stream()
                .sorted(Comparator.comparing(
                                (String key) -> !TrainingSettings.isFirst(key.substring(key.indexOf(':') + 1)))
                        .thenComparing(key -> key.indexOf(':') >= 0))
                .toList();
        Recipe changed = this;
        for (String key : keys) {
            changed = changed.with(key, given.get(key));
        }
        return changed;
    }

    /**
     * This recipe, if a setting that a user gave has an effect in it.
     *
     * @param key see {@link #with(String, String)}
     * @throws InvalidInputException if no stage that it is for reads it
     */
    public Recipe requireRead(String key) {
        unread(key).ifPresent(why -> {
            throw new InvalidInputException("setting '" + key + "' has no effect: " + why);
        });
        return this;
    }

    /** Why no stage that a setting is for reads it; empty if one does. */
    Optional<String> unread(String key) {
        int colon = key.indexOf(':');
        String setting = key.substring(colon + 1);
        List<Stage> concerned = stages.stream()
                .filter(stage -> colon < 0 || stage.name().equals(key.substring(0, colon)))
                .toList();
        boolean idle = concerned.stream()
                .allMatch(stage -> unread(stage.settings(), setting).isPresent());
        return idle ? unread(concerned.get(0).settings(), setting) : Optional.empty();
    }

    private static Optional<String> unread(TrainingSettings settings, String key) {
        if (!settings.reads(key)) {
            return Optional.of("the objective " + settings.objective().kind() + " does not read it; leave it out, or"
                    + " choose an objective that does by 'objective.kind'");
        }
        return settings.unread(key)
                .or(() -> Objective.of(settings).unread(settings, key))
                .map(why -> why + "; leave it out, or change that");
    }

    /** These stages with the settings of a file over those of each. */
    public Recipe with(RecipeFile file) {
        return file.over(this);
    }

    /** What decides the weights that come out and is not as in an earlier recipe; empty if one can go on with the other. */
    public List<String> differencesFrom(Recipe earlier) {
        if (!names().equals(earlier.names())) {
            return List.of("it was " + earlier.inWords() + ", now is " + inWords());
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            String prefix = isSingle() ? "" : stages.get(i).name() + ": ";
            stages.get(i)
                    .settings()
                    .differencesFrom(earlier.stages.get(i).settings())
                    .forEach(difference -> differences.add(prefix + difference));
        }
        return differences;
    }

    private String inWords() {
        return isSingle() ? "a single run" : "of stages " + names();
    }

    private List<String> names() {
        return stages.stream().map(Stage::name).toList();
    }

    Recipe map(Function<Stage, TrainingSettings> change) {
        return new Recipe(stages.stream()
                .map(stage -> new Stage(stage.name(), change.apply(stage)))
                .toList());
    }

    /**
     * This recipe, if all its settings are right and its data are there: what is wrong with the last stage shows before the
     * first is trained.
     *
     * @throws IllegalArgumentException naming the stage and the setting
     */
    public Recipe check() {
        String output = stages.get(0).settings().output();
        String init = stages.get(0).settings().start().init();
        for (Stage stage : stages) {
            TrainingSettings settings = stage.settings();
            try {
                settings.check();
                require(settings.output().equals(output), "setting 'output' must be the same for all stages");
                require(
                        settings.start().init().isEmpty()
                                || settings.start().init().equals(init),
                        "setting 'init' is for the first stage only; the others start from the one before");
            } catch (InvalidInputException e) {
                throw isSingle() ? e : new InvalidInputException(where(stage) + e.getMessage(), e);
            }
            require(
                    !stage.equals(stages.get(0))
                            || settings.start().trainedParameters().equals(TrainedParameters.ALL)
                            || !init.isEmpty(),
                    (isSingle() ? "" : where(stage)) + "setting 'trained' leaves the other weights as they are drawn;"
                            + " name by 'init' the file or folder of their values, or train all by *");
            String data = settings.data().path();
            if (!isSingle() && Reference.parse(data) instanceof Reference.Local file && !Files.exists(file.path())) {
                throw new ModelFileException(data, where(stage) + "there is no such file or folder");
            }
        }
        return this;
    }

    private static String where(Stage stage) {
        return "stage '" + stage.name() + "': ";
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new InvalidInputException(message);
        }
    }

    /** The stages with folders of their own, {@code 1-NAME} and so on, and each with the weights it starts from. */
    public List<Stage> placed() {
        if (isSingle()) {
            return stages;
        }
        List<Stage> placed = new ArrayList<>();
        Path before = null;
        for (Stage stage : stages) {
            Path folder = stage.settings().paths().output().resolve(placed.size() + 1 + "-" + stage.name());
            TrainingSettings settings = stage.settings().with(OUTPUT, folder.toString());
            placed.add(new Stage(stage.name(), before == null ? settings : settings.with(INIT, before.toString())));
            before = folder;
        }
        return placed;
    }

    /** As a file that {@link RecipeFile} reads, with every setting of each stage. */
    public String toJson() {
        if (isSingle()) {
            return last().toJson();
        }
        ObjectNode root = JSON.createObjectNode();
        try {
            for (Stage stage : stages) {
                ObjectNode node = root.withArray("stages").addObject().put("name", stage.name());
                node.setAll((ObjectNode) JSON.readTree(stage.settings().toJson()));
            }
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
