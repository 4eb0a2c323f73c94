package dev.graft.models.published;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a published model beside its weights: {@code config.json}, {@code processor_config.json},
 * {@code preprocessor_config.json}, {@code tokenizer_config.json}, {@code chat_template.jinja},
 * {@code generation_config.json}, each where present.
 */
public final class Checkpoint {
    private static final String CONFIG = "config.json";
    private static final String TYPE = "model_type";
    private static final String TEMPLATE = "chat_template";
    private static final List<String> NOT_GENERATION = List.of("_from_model_config", "transformers_version");

    private final Path folder;
    private final ConfigObject config;

    private Checkpoint(Path folder, ConfigObject config) {
        this.folder = folder;
        this.config = config;
    }

    /** That of weights: the first of their folders whose {@code config.json} names a type of models. */
    static Optional<Checkpoint> of(List<Path> weights) {
        return weights.stream()
                .map(path ->
                        Files.isDirectory(path) ? path : path.toAbsolutePath().getParent())
                .distinct()
                .map(folder -> new Checkpoint(folder, ConfigObject.read(folder.resolve(CONFIG))))
                .filter(checkpoint -> checkpoint.config.has(TYPE))
                .findFirst();
    }

    /** Where the files lie. */
    public Path folder() {
        return folder;
    }

    /** The {@code model_type} of {@code config.json}. */
    public String modelType() {
        return config.text(TYPE).orElse("");
    }

    /** {@code config.json}. */
    public ConfigObject config() {
        return config;
    }

    /** {@code processor_config.json}. */
    public ConfigObject processor() {
        return file("processor_config.json");
    }

    /** What says how pictures are prepared: a block of {@code processor_config.json}, or {@code preprocessor_config.json}. */
    public ConfigObject imageProcessor() {
        ConfigObject block = processor().part("image_processor");
        return block.isEmpty() ? file("preprocessor_config.json") : block;
    }

    /**
     * The text of a {@code preprocessor_config.json} that prepares pictures as this checkpoint says; empty where it is silent.
     *
     * @throws ModelFileException if pictures are prepared in a way that is not known
     */
    public Optional<String> preprocessing() {
        return imageProcessor().isEmpty() ? Optional.empty() : Optional.of(ImageProcessor.configuration(folder));
    }

    /** {@code tokenizer_config.json}. */
    public ConfigObject tokenizer() {
        return file("tokenizer_config.json");
    }

    private ConfigObject file(String name) {
        return ConfigObject.read(folder.resolve(name));
    }

    /** The Jinja template by which conversations become text; empty where the checkpoint has none. */
    public Optional<String> chatTemplate() {
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(jinja)) {
            return Optional.of(read(jinja));
        }
        return Stream.of(file("chat_template.json"), processor(), tokenizer())
                .map(file -> file.toMap().get(TEMPLATE))
                .filter(Objects::nonNull)
                .findFirst()
                .map(this::template);
    }

    /** A template, or that of several which is called {@code default}. */
    private String template(Object found) {
        if (found instanceof String text) {
            return text;
        }
        if (found instanceof List<?> several) {
            for (Object named : several) {
                if (named instanceof Map<?, ?> map
                        && "default".equals(map.get("name"))
                        && map.get("template") instanceof String text) {
                    return text;
                }
            }
        }
        throw new ModelFileException(
                folder,
                "has a \"chat_template\" that is neither a text nor a list with one called default; say how the"
                        + " model is asked by --set prompt.format=... or --set prompt.template=...");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read as a text in UTF-8: " + e.getMessage(), e);
        }
    }

    /** What {@code generation_config.json} says, by its names; empty where there is none. */
    public Map<String, Object> generation() {
        Map<String, Object> said =
                new LinkedHashMap<>(file("generation_config.json").toMap());
        said.values().removeIf(Objects::isNull);
        NOT_GENERATION.forEach(said::remove);
        return said;
    }

    /**
     * Refuses a checkpoint that is saved for something else than answering.
     *
     * @param architecture the name of its class in {@code config.json}
     * @param why what it does instead, after "which"
     */
    public void refuseArchitecture(String architecture, String why) {
        if (config.toMap().get("architectures") instanceof List<?> named && named.contains(architecture)) {
            throw unsupported("architectures", "is " + named + ", which " + why);
        }
    }

    /** The error that a field of {@code config.json} says something that would be answered wrongly. */
    public ModelFileException unsupported(String field, String problem) {
        return config.error(field, problem + RefusedSystems.ADVICE);
    }
}
