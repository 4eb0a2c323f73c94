package dev.graft.models.folder;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.AtomicFolder;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A published adapter between two backbones.
 *
 * @param source the file that it was in
 * @param names whose names its weights had
 * @param weights under the adapter's own names
 * @param notTaken what else is in the file
 * @param published what the files beside the weights say of the model that they belong to; empty for weights alone
 * @param checkpoint the folder of the whole checkpoint that they belong to; empty for weights alone
 * @param compared how many of its other matrices were found in the backbones, a line for each of them
 * @param textTokenizer the folder of the tokenizer by which it reads the question, where it does
 */
public record AdapterImport(
        Path source,
        WeightNames names,
        VisionLanguageDescription description,
        Map<String, Tensor> weights,
        List<String> notTaken,
        Optional<PublishedModel> published,
        Optional<Path> checkpoint,
        List<String> compared,
        Optional<Path> textTokenizer) {
    /**
     * What is said of an adapter, and goes before what its weights and the files beside them tell.
     *
     * @param names whose names the weights have; empty to find out
     * @param features which features the adapter takes, see {@link VisionFeatures#parse}
     * @param prompt how the model is asked
     * @param reading changes how the language model reads prompts
     * @param adapter settings of {@link AdapterSpec} by their keys. With a {@code kind} among them they are all that is known
     *     of the adapter
     */
    public record Settings(
            Optional<WeightNames> names,
            Optional<String> features,
            Optional<PromptFormat> prompt,
            UnaryOperator<PromptReading> reading,
            Map<String, Object> adapter) {
        /** Whether somebody says both what goes in and how it is asked, and so composes a model of their own. */
        boolean composes() {
            return features.isPresent() && prompt.isPresent();
        }

        /** What is said, and where nothing is, what a published model says of itself. */
        Settings with(Optional<PublishedModel> published, BackbonePlace language) {
            if (published.isEmpty()) {
                return this;
            }
            PublishedModel model = published.get();
            if (prompt.isEmpty() && model.prompt().isEmpty()) {
                throw new InvalidInputException("neither the files of the model of type '" + model.modelType()
                        + "' nor its publication say how it is asked; copy its chat_template.jinja, or add --set"
                        + " prompt.format=... or --set prompt.template=...");
            }
            Map<String, Object> settings = new LinkedHashMap<>(model.adapter());
            settings.putAll(adapter);
            return new Settings(
                    names,
                    features.or(() -> Optional.of(model.features())),
                    prompt.or(model::prompt),
                    none -> reading.apply(model.reading().knownIn(language.folder())),
                    settings);
        }
    }

    /**
     * Finds an adapter in files of weights and checks that it fits the backbones. Where they belong to a whole checkpoint, what
     * its other files say is taken from them: layers, activations, heads, prompt, preparation of pictures, generation.
     *
     * @param weights see {@link WeightFiles#open(List)}; they may hold other tensors too
     * @throws ModelFileException if the file is damaged, holds no adapter that is known, or one for backbones of other
     *     widths; if a backbone is missing or damaged, or another than the checkpoint's own, or its tokenizer writes a question in
     *     other tokens; or if the files beside it describe a model that would be answered wrongly
     */
    public static AdapterImport read(
            List<Path> weights,
            BackbonePlace visionPlace,
            BackbonePlace languagePlace,
            Settings settings,
            SessionConfig session) {
        Optional<PublishedModel> published =
                published(weights, settings).map(model -> model.preparing(visionPlace.folder()));
        TensorSource file = WeightFiles.open(weights);
        Settings complete = settings.with(published, languagePlace);
        VisionFeatures features = VisionFeatures.parse(complete.features.orElse("last"));
        try (VisionEncoder vision = VisionEncoder.open(visionPlace, features, session)) {
            LanguageModel language = LanguageModel.load(languagePlace);
            AdapterImport found =
                    read(file, published, complete, vision, language, absolute(visionPlace), absolute(languagePlace));
            ImportedPictures.require(vision, visionPlace.folder(), published.flatMap(PublishedModel::preprocessing));
            Optional<Path> folder = published.flatMap(model -> PublishedModel.folder(foreign(weights)));
            List<String> compared = List.of();
            if (published.isPresent() && !settings.composes()) {
                compared = CheckpointBackbones.require(file, found.notTaken, visionPlace, languagePlace);
                folder.ifPresent(checkpoint -> CheckpointTokens.require(checkpoint, languagePlace, found.description));
            }
            AdapterImport whole = published.isPresent() ? found.of(folder, compared) : found;
            return whole.description.network().readsText() ? whole.withTextTokenizer(weights) : whole;
        }
    }

    private AdapterImport of(Optional<Path> folder, List<String> found) {
        return new AdapterImport(
                source, names, description, weights, notTaken, published, folder, found, textTokenizer);
    }

    /** With the tokenizer by which the adapter reads the question, beside its weights as transformers saves it. */
    private AdapterImport withTextTokenizer(List<Path> files) {
        Path tokenizer = InstructionText.beside(files)
                .orElseThrow(() -> new ModelFileException(
                        source,
                        "the adapter reads the question, too, and beside it is no " + InstructionText.FOLDER
                                + "/tokenizer.json to write it in its tokens; copy that folder from the model's page"));
        InstructionText.open(tokenizer, description.network()).close();
        VisionLanguageDescription complete = description.withTextTokenizer(InstructionText.sha256(tokenizer));
        return new AdapterImport(
                source, names, complete, weights, notTaken, published, checkpoint, compared, Optional.of(tokenizer));
    }

    /** Whatever the files beside weights say, a model of one's own may be made of them. */
    private static Optional<PublishedModel> published(List<Path> weights, Settings settings) {
        try {
            return PublishedModel.of(foreign(weights));
        } catch (ModelFileException e) {
            if (settings.composes()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<Path> foreign(List<Path> weights) {
        return weights.stream()
                .filter(path -> !ModelFolder.is(path.toAbsolutePath().getParent()) && !ModelFolder.is(path))
                .toList();
    }

    private static AdapterImport read(
            TensorSource file,
            Optional<PublishedModel> published,
            Settings settings,
            VisionEncoder vision,
            LanguageModel language,
            BackbonePlace visionPlace,
            BackbonePlace languagePlace) {
        try {
            PublishedTensors tensors = new PublishedTensors(file);
            FoundAdapter found = find(tensors, settings, vision, language);
            VisionLanguageDescription description = new VisionLanguageDescription(
                    spec(found, settings.adapter),
                    settings.prompt.orElse(PromptTemplate.DEFAULT),
                    settings.reading.apply(PromptReading.DEFAULT),
                    published.map(PublishedModel::generation).orElse(Map.of()),
                    vision.features().toString(),
                    VisionPart.featureTokens(vision),
                    "",
                    published.map(PublishedModel::layout).orElse(JoinedLayout.PLAIN),
                    BackboneReference.of(visionPlace, vision),
                    BackboneReference.of(languagePlace, language));
            return take(file, tensors, found.convention(), description, published);
        } catch (ArithmeticException | NegativeArraySizeException e) {
            // Foreign weights may be of sizes that no adapter or graph can have.
            throw new ModelFileException(
                    file.path(),
                    "expected weights of sizes from 1 to " + Integer.MAX_VALUE + ", found others (" + e.getMessage()
                            + "); the file is damaged, save or download it again",
                    e);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file.path(), e.getMessage(), e);
        }
    }

    private static FoundAdapter find(
            PublishedTensors tensors, Settings settings, VisionEncoder vision, LanguageModel language) {
        if (!settings.adapter.containsKey("kind")) {
            return FoundAdapter.in(
                    new AdapterSearch(tensors, vision.width(), language.width(), settings.adapter), settings.names);
        }
        AdapterSpec spec = AdapterSpec.of(settings.adapter);
        Adapter adapter = spec.create(vision.width(), VisionPart.featureTokens(vision), language.width());
        return FoundAdapter.in(tensors, settings.names, spec, adapter);
    }

    private static AdapterSpec spec(FoundAdapter found, Map<String, Object> given) {
        List<String> missing = found.open().entrySet().stream()
                .filter(setting -> !given.containsKey(setting.getKey()))
                .map(setting -> "--set adapter." + setting.getKey() + "=... (" + setting.getValue() + ")")
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidInputException("the weights are those of an adapter of kind '"
                    + found.settings().get("kind") + "', but do not tell all of it; add " + String.join(" ", missing));
        }
        Map<String, Object> settings = new LinkedHashMap<>(found.settings());
        settings.putAll(given);
        return AdapterSpec.of(settings);
    }

    private static AdapterImport take(
            TensorSource file,
            PublishedTensors tensors,
            WeightNames convention,
            VisionLanguageDescription description,
            Optional<PublishedModel> published) {
        Adapter adapter = description.network();
        Map<String, String> names = new LinkedHashMap<>(adapter.names(convention));
        if (names.isEmpty()) {
            throw new InvalidInputException("names of " + convention + " were found, which has none for "
                    + description.adapter().toMap() + "; leave out the settings that are not those of the weights");
        }
        Map<String, Tensor> taken = new LinkedHashMap<>();
        List<String> left = new ArrayList<>(file.names());
        names.forEach((own, name) -> tensors.find(name).ifPresent(found -> {
            taken.put(own, file.tensor(found));
            left.remove(found);
        }));
        adapter.separators().forEach(names::remove);
        List<String> besides = tensors.besides(names.values());
        if (!besides.isEmpty()) {
            throw new InvalidInputException("the adapter found in it is only a part: it would leave out " + besides
                    + "; this is an adapter of another kind");
        }
        return new AdapterImport(
                file.path(),
                convention,
                description,
                AdapterWeights.require(file.path(), adapter, taken),
                List.copyOf(left),
                published,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static BackbonePlace absolute(BackbonePlace place) {
        return place.in(absolute(place.folder()));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Writes a model folder, which appears when it is complete.
     *
     * @throws InvalidInputException if the folder is there and not empty
     */
    public void write(Path folder) {
        String name = absolute(folder).getFileName().toString();
        AtomicFolder.write(folder, written -> {
            AtomicFiles.write(written.resolve(ModelFolder.CARD), ImportCard.of(this, name));
            published
                    .flatMap(PublishedModel::preprocessing)
                    .ifPresent(text -> AtomicFiles.write(written.resolve(ModelFolder.PREPROCESSING), text));
            checkpoint.ifPresent(origin -> CheckpointOrigin.keep(origin, written));
            textTokenizer.ifPresent(tokenizer -> InstructionText.copy(tokenizer, written));
            ModelFolder.write(written, description, weights);
            return written;
        });
    }
}
