package dev.graft.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A recipe as it is written down: a JSON object of settings, as {@link TrainingSettings} reads them, besides which it may hold
 *
 * <ul>
 *   <li>{@code description}, {@code system}, {@code paper}, {@code parameters} and {@code notes}, see {@link About};
 *   <li>{@code stages}: what is trained one after the other, each an object with a {@code name} and the settings in which it
 *       differs from the stage before, the first from those around;
 *   <li>{@code small}: settings and stages once more, for backbones as small as those that Graft carries. They go over the
 *       rest, a stage's over those of the same name; where it lists stages, those are the ones that run.
 * </ul>
 */
public final class RecipeFile {
    private static final int MAX_BYTES = 1 << 24;

    /** Each is a run of its own, and its settings lie over those of all before it. */
    private static final int MOST_STAGES = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STAGES = "stages";
    private static final String SMALL = "small";
    private static final String NAME = "name";

    private final String place;
    private final Path folder;
    private final About about;
    private final Layers published;
    private final Optional<Layers> small;

    /** Settings, and those of each stage over them. */
    private record Layers(JsonNode settings, Map<String, JsonNode> stages) {}

    private RecipeFile(String place, Path folder, String text) {
        this.place = place;
        this.folder = folder;
        try {
            ObjectNode json = object(JsonFile.parse(text, JsonNode.class), "a recipe");
            this.about = About.take(json);
            JsonNode less = json.remove(SMALL);
            this.small = less == null ? Optional.empty() : Optional.of(layers(object(less, "'small'")));
            this.published = layers(json);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(place + e.getMessage(), e);
        }
    }

    /** That of a preset. */
    public static RecipeFile of(Preset preset) {
        return new RecipeFile("the preset '" + preset + "': ", Path.of(""), preset.json());
    }

    /**
     * Reads a file, whose relative paths start at its folder.
     *
     * @throws ModelFileException if there is none
     * @throws IllegalArgumentException if it is no recipe
     */
    public static RecipeFile read(Path file) {
        if (Files.notExists(file)) {
            throw new ModelFileException(file, "there is no such configuration file");
        }
        Path folder = file.toAbsolutePath().getParent();
        return new RecipeFile(Place.at(file, ""), folder, InputFile.text(file, MAX_BYTES));
    }

    /** What it says about itself. */
    public About about() {
        return about;
    }

    /** The names of its stages; empty where it is a single run. */
    public List<String> stages() {
        return List.copyOf(published.stages().keySet());
    }

    /**
     * Refuses settings of this file that have no effect. A file of all settings, as that of a run, has more than its user
     * chose: of it those are told that are not as they would be without it.
     *
     * @param recipe that the file has made, at the published sizes
     * @param messages told of what has no effect in a file of all settings
     * @throws InvalidInputException naming the file and the setting
     */
    public void requireRead(Recipe recipe, Consumer<String> messages) {
        Set<String> given = given(published);
        if (recipe.stages().stream().anyMatch(stage -> stage.settings().areAll(given))) {
            given.stream()
                    .filter(key -> recipe.stages().stream()
                            .anyMatch(stage -> !stage.settings().isUsual(key)))
                    .forEach(key -> recipe.unread(key)
                            .ifPresent(why -> messages.accept(place + "setting '" + key + "' has no effect: " + why)));
        } else {
            requireRead(recipe, given);
        }
    }

    /**
     * Refuses settings for small backbones that have no effect.
     *
     * @param recipe that the file has made, at the small sizes
     * @throws InvalidInputException naming the file and the setting
     */
    public void requireSmallRead(Recipe recipe) {
        requireRead(recipe, given(small.orElseThrow()));
    }

    /**
     * The keys of the settings that its user chose; of a file of all settings those that are not as they would be without it.
     *
     * @param recipe that the file has made
     */
    public Set<String> chosen(Recipe recipe) {
        Set<String> chosen = given(published);
        small.ifPresent(less -> chosen.addAll(given(less)));
        if (recipe.stages().stream().anyMatch(stage -> stage.settings().areAll(chosen))) {
            chosen.removeIf(key ->
                    recipe.stages().stream().allMatch(stage -> stage.settings().isUsual(key)));
        }
        return chosen;
    }

    private void requireRead(Recipe recipe, Set<String> given) {
        try {
            given.forEach(recipe::requireRead);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(place + e.getMessage(), e);
        }
    }

    private static Set<String> given(Layers layers) {
        Set<String> given = new TreeSet<>();
        given("", layers.settings(), given);
        layers.stages().values().forEach(stage -> given("", stage, given));
        return given;
    }

    private static void given(String prefix, JsonNode json, Set<String> keys) {
        json.properties().forEach(field -> {
            String key = prefix + field.getKey();
            if (field.getValue().isObject()) {
                given(key + ".", field.getValue(), keys);
            } else {
                keys.add(key);
            }
        });
    }

    /** Whether it has settings for small backbones. */
    public boolean hasSmall() {
        return small.isPresent();
    }

    /** Whether it has settings only, which can go over those of another. */
    public boolean isPlain() {
        return small.isEmpty() && published.stages().isEmpty();
    }

    /**
     * What is to be trained.
     *
     * @param asSmall with the settings for small backbones
     * @throws IllegalArgumentException if there are none, or a setting is unknown or cannot be
     */
    public Recipe recipe(boolean asSmall) {
        if (asSmall && small.isEmpty()) {
            throw new InvalidInputException(place + "has no settings 'small' for small backbones");
        }
        if (!asSmall && small.isPresent()) {
            recipe(true); // what is wrong there is told, though it is not used now
        }
        Layers over = asSmall ? small.get() : new Layers(JSON.createObjectNode(), Map.of());
        List<JsonNode> first = new ArrayList<>(List.of(published.settings()));
        List<JsonNode> then = new ArrayList<>(List.of(over.settings()));
        List<Recipe.Stage> stages = new ArrayList<>();
        for (String name : over.stages().isEmpty() ? stages() : over.stages().keySet()) {
            Optional.ofNullable(published.stages().get(name)).ifPresent(first::add);
            Optional.ofNullable(over.stages().get(name)).ifPresent(then::add);
            stages.add(new Recipe.Stage(name, settings(first, then)));
        }
        return stages.isEmpty() ? Recipe.single(settings(first, then)) : new Recipe(stages);
    }

    /** These settings over those of every stage of a recipe. */
    Recipe over(Recipe recipe) {
        if (!isPlain()) {
            throw new InvalidInputException(place + "has stages, or sizes for small backbones, of its own; give"
                    + " either it or a preset, or change its text");
        }
        return recipe.map(stage -> layered(stage.settings(), List.of(published.settings())));
    }

    private TrainingSettings settings(List<JsonNode> first, List<JsonNode> then) {
        return layered(layered(TrainingSettings.DEFAULTS, first), then);
    }

    private TrainingSettings layered(TrainingSettings settings, List<JsonNode> layers) {
        TrainingSettings changed = settings;
        try {
            for (JsonNode layer : layers) {
                changed = changed.withJson(layer.toString(), folder);
            }
        } catch (InvalidInputException e) {
            throw new InvalidInputException(place + e.getMessage(), e);
        }
        return changed;
    }

    private static Layers layers(ObjectNode json) {
        JsonNode list = json.remove(STAGES);
        Map<String, JsonNode> stages = new LinkedHashMap<>();
        if (list != null && (!list.isArray() || list.isEmpty())) {
            throw new InvalidInputException(
                    "expected a list of objects as '" + STAGES + "', found " + JsonFile.shown(list));
        }
        if (list != null && list.size() > MOST_STAGES) {
            throw new InvalidInputException("expected at most " + MOST_STAGES + " stages, found " + list.size()
                    + "; make several recipes of them");
        }
        for (JsonNode each : list == null ? List.<JsonNode>of() : list) {
            ObjectNode stage = object(each, "a stage");
            JsonNode name = stage.remove(NAME);
            // It becomes the name of a folder, and stands before a colon in --set.
            if (name == null || !name.isTextual() || !name.asText().matches("[a-z0-9][a-z0-9_-]*")) {
                throw new InvalidInputException(
                        "expected a stage with a '" + NAME + "' of small letters, digits, - and _, found "
                                + (name == null ? "none" : JsonFile.shown(name)));
            }
            if (stages.put(name.asText(), stage) != null) {
                throw new InvalidInputException("there are two stages '" + name.asText() + "'; name them apart");
            }
        }
        return new Layers(json, stages);
    }

    private static ObjectNode object(JsonNode json, String what) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidInputException("expected a JSON object as " + what + ", found " + JsonFile.shown(json));
    }
}
