package dev.graft.training.settings;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.models.source.BackboneName;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.CacheFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where that which settings name lies on this machine. What is built in is unpacked or made if it is not there yet. */
public final class RunPaths {
    private static final System.Logger LOG = System.getLogger(RunPaths.class.getName());

    private final TrainingSettings settings;

    RunPaths(TrainingSettings settings) {
        this.settings = settings;
    }

    /** Where the vision encoder lies. */
    public BackbonePlace vision() {
        return backbone(required("vision", settings.backbones().vision()));
    }

    /** The folder whose {@code preprocessor_config.json} says how pictures are prepared. */
    public Path processor() {
        return optional(settings.backbones().processor()).orElseGet(() -> vision().folder());
    }

    /** Where the language model lies. */
    public BackbonePlace language() {
        return backbone(required("language", settings.backbones().language()));
    }

    /** The file or folder of the training data. */
    public Path data() {
        return given("data.path", settings.data().path());
    }

    /** The folder of the run and its model. */
    public Path output() {
        return given("output", settings.output());
    }

    /** The folder of the images; empty where they lie beside the data. */
    public Optional<Path> images() {
        return optional(settings.data().images());
    }

    /** The file that says in which order samples are learnt from; empty where none does. */
    public Optional<Path> orderFile() {
        return optional(settings.data().orderFile());
    }

    /** The data sets of the final evaluation, by how they were given; empty for the images kept for validation. */
    public Map<String, Path> tests() {
        Map<String, Path> paths = new LinkedHashMap<>();
        Draft.parts(Declarations.of("data.test"), settings.data().test())
                .forEach(part -> paths.put(part, locate(part)));
        return paths;
    }

    /** Where weights to start from lie; empty for new ones. */
    public Optional<Path> init() {
        return optional(settings.start().init());
    }

    /** The folder of a tokenizer for the objective's texts; empty for the language model's. */
    public Optional<Path> tokenizer() {
        return named(settings.objective().tokenizer()).map(place -> place.folderOf("a tokenizer"));
    }

    /**
     * Where the text encoder of a contrast lies; where none is named, the language model.
     *
     * @throws ModelFileException if it is not there
     */
    public BackbonePlace textEncoder() {
        Optional<BackbonePlace> place = named(settings.objective().text());
        if (place.isPresent() && !Files.isDirectory(place.get().folder())) {
            throw new ModelFileException(
                    place.get().folder(),
                    "the setting 'objective.text' should name the folder of a"
                            + " text encoder, and there is no such folder; leave it empty to take the language model");
        }
        return place.orElseGet(this::language);
    }

    /** The folder of features computed before, and of what is built in. */
    public Path cache() {
        return CacheFolder.of(settings.runtime().cache());
    }

    /**
     * Makes what is built in and not there yet, or damaged, which may take a while.
     *
     * @return it, and where it lies
     */
    public Map<Reference.Named, Path> prepare(Consumer<String> messages) {
        Map<Reference.Named, Path> places = new LinkedHashMap<>();
        Declarations.values(settings).forEach((key, value) -> {
            Declaration declaration = Declarations.of(key);
            if (declaration.path()) {
                Draft.parts(declaration, (String) value)
                        .map(BackboneName::parse)
                        .forEach(name -> {
                            if (name.reference() instanceof Reference.Named named) {
                                places.put(named, named.locate(cache(), messages));
                            }
                        });
            }
        });
        return places;
    }

    private Path given(String key, String text) {
        return locate(required(key, text));
    }

    private static String required(String key, String text) {
        if (text.isEmpty()) {
            throw new InvalidInputException(
                    "'" + key + "' is not given: " + Declarations.of(key).help());
        }
        return text;
    }

    private Optional<BackbonePlace> named(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(backbone(text));
    }

    private BackbonePlace backbone(String text) {
        return BackboneName.parse(text).locate(cache(), RunPaths::warn);
    }

    private Optional<Path> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(locate(text));
    }

    private Path locate(String text) {
        return Reference.parse(text).locate(cache(), RunPaths::warn);
    }

    private static void warn(String message) {
        LOG.log(System.Logger.Level.WARNING, message);
    }
}
