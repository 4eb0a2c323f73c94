package dev.graft.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.prompt.ChatTemplate;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.visual.LimitedLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.BackboneSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings by which a training goes on with a model that answers questions, imported or trained: its backbones, features, layout,
 * preparation of pictures, adapter, prompt and way of answering are those of the model, and its weights the first.
 */
public final class ModelStart {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WRITING =
            List.of("prompt.format", "prompt.chat_template", "prompt.template", "prompt.answer");
    private static final String ADAPTER = "adapter.";

    private final Path folder;
    private final VisionLanguageDescription description;
    private final Set<String> given;
    private final Map<String, String> settings = new LinkedHashMap<>();

    private ModelStart(Path folder, VisionLanguageDescription description, Set<String> given) {
        this.given = given;
        this.folder = folder;
        this.description = description;
    }

    /**
     * That of a model.
     *
     * @param folder of the model
     * @param given keys of settings that a user gives, which go before: what they are about is not read
     * @throws dev.graft.tensors.ModelFileException if it holds none, or a backbone is not where it says or another one
     * @throws InvalidInputException if it is a model of another kind
     */
    public static ModelStart of(Path folder, Set<String> given) {
        if (!(ModelDescription.load(folder) instanceof VisionLanguageDescription description)) {
            throw new InvalidInputException(
                    folder,
                    "holds a model that compares images and texts, and training goes on with one that answers; to start from"
                            + " its weights name it by --set init=" + folder + " beside --vision and --language");
        }
        ModelStart start = new ModelStart(folder.toAbsolutePath().normalize(), description, given);
        start.read();
        return start;
    }

    /** The settings that the model says, by key, each written as on a command line. */
    public Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }

    /**
     * Refuses settings of a file that are others than the model's, which would go over them.
     *
     * @param recipe with the file's settings and without the model's
     * @param keys of those that the file gives
     */
    public void requireAgreed(Recipe recipe, Set<String> keys) {
        List<String> others = settings.entrySet().stream()
                .filter(each -> keys.contains(each.getKey()))
                .filter(each -> !recipe.with(each.getKey(), each.getValue()).equals(recipe))
                .map(each -> "'" + each.getKey() + "'")
                .toList();
        if (!others.isEmpty()) {
            throw new InvalidInputException("the configuration file gives " + String.join(", ", others)
                    + " otherwise than the model " + folder
                    + " of --from; leave that out of the file to go on with the model as"
                    + " it is, or say by --set what is to be changed");
        }
    }

    /**
     * Refuses other backbones than the model's, wherever they lie.
     *
     * @param recipe with all settings
     * @throws dev.graft.tensors.ModelFileException if one is there, or one is not where it should be
     */
    public void requireBackbones(Recipe recipe) {
        for (Recipe.Stage stage : recipe.stages()) {
            BackboneSettings backbones = stage.settings().backbones();
            if (!backbones.vision().isEmpty() && !backbones.vision().equals(settings.get("vision"))) {
                require(
                        ModelDescription.VISION,
                        description.vision(),
                        stage.settings().paths().vision(),
                        description::visionSha256);
            }
            if (!backbones.language().isEmpty() && !backbones.language().equals(settings.get("language"))) {
                require(
                        description.textPart(),
                        description.text(),
                        stage.settings().paths().language(),
                        description::textSha256);
            }
        }
    }

    private void read() {
        if (!given.contains("vision")) {
            settings.put("vision", place(ModelDescription.VISION, description.vision(), description::visionSha256));
        }
        if (!given.contains("language")) {
            settings.put("language", place(description.textPart(), description.text(), description::textSha256));
        }
        settings.put("features", description.features());
        if (!description.seesPixels() && Files.isRegularFile(folder.resolve(ModelFolder.PREPROCESSING))) {
            settings.put("processor", folder.toString());
        }
        VisualLayout layout = description.layout();
        if (layout instanceof LimitedLayout limited) {
            settings.put("max_visual_tokens", Integer.toString(limited.most()));
            layout = limited.layout();
        }
        settings.put("layout", json(layout.toMap()));
        description.adapter().toMap().forEach((key, value) -> settings.put(ADAPTER + key, String.valueOf(value)));
        if (WRITING.stream().noneMatch(given::contains)) {
            prompt(description.prompt());
        }
        reading(description.reading());
        if (!description.generation().isEmpty()) {
            settings.put("prompt.generation", json(description.generation()));
        }
        if (!description.textTokenizer().isEmpty()) {
            settings.put(
                    "objective.tokenizer",
                    folder.resolve(InstructionText.FOLDER).toString());
        }
        settings.put("init", folder.toString());
    }

    private String place(String part, BackboneReference reference, Function<BackbonePlace, String> sha256) {
        BackbonePlace place = reference.locate(part, folder);
        require(part, reference, place, sha256);
        return place.toString();
    }

    private static void require(
            String part, BackboneReference reference, BackbonePlace place, Function<BackbonePlace, String> sha256) {
        String found = sha256.apply(place);
        reference.requireFiles(part, new BackboneReference(place, reference.id(), found, reference.width()));
    }

    /** A format goes before a chat template and that before two texts, so what goes before is said to be none. */
    private void prompt(PromptFormat prompt) {
        settings.put("prompt.format", "");
        settings.put("prompt.chat_template", "");
        if (prompt instanceof ChatTemplate chat) {
            settings.put("prompt.chat_template", chat.toJson());
        } else if (prompt instanceof PromptTemplate template) {
            settings.put("prompt.template", template.prompt());
            settings.put("prompt.answer", template.answer());
        } else {
            settings.put("prompt.format", prompt.id());
        }
    }

    private void reading(PromptReading reading) {
        settings.put("prompt.continuous", Boolean.toString(reading.continuous()));
        settings.put("prompt.image_token", reading.imageToken().isEmpty() ? "none" : reading.imageToken());
        settings.put("prompt.bidirectional", reading.directions().toString());
    }

    private static String json(Map<String, Object> map) {
        try {
            return JSON.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
