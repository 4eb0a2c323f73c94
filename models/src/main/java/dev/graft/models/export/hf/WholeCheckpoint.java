package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.backbones.inspect.GraphWeights;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.backbone.ConfigJson;
import dev.graft.models.export.folder.AnswerAdvice;
import dev.graft.models.export.folder.CheckpointFiles;
import dev.graft.models.folder.CheckpointOrigin;
import dev.graft.models.published.PublishedModel;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole checkpoint that a model's parts are from, of any system that is imported, with the weights of the model's adapter in
 * place of those that it had. All its other weights and files stay as they are.
 *
 * @param files the folders of its files: what the model folder kept of it, then the checkpoint's own
 * @param weights its folder, or file of weights
 */
record WholeCheckpoint(List<Path> files, Path weights) {
    /**
     * That of a model: the one that is named, or that it was imported from as long as it is there and no weights of a backbone are
     * named.
     *
     * @throws InvalidInputException if one is named beside the weights of a backbone
     */
    static Optional<WholeCheckpoint> of(ExportedModel model) {
        Optional<CheckpointOrigin> origin = CheckpointOrigin.of(model.folder());
        Optional<Path> named = model.original(OriginalWeights.CHECKPOINT);
        if (named.isPresent() && model.originals().size() > 1) {
            throw new InvalidInputException(
                    "'--checkpoint' names the weights of both backbones; leave out --vision-weights"
                            + " and --language-weights");
        }
        if (named.isEmpty() && !model.originals().isEmpty()) {
            return Optional.empty();
        }
        return named.or(() -> origin.map(CheckpointOrigin::weights).filter(Files::exists))
                .map(weights -> {
                    List<Path> files = new ArrayList<>();
                    origin.ifPresent(kept -> files.add(kept.kept()));
                    files.add(
                            Files.isDirectory(weights)
                                    ? weights
                                    : weights.toAbsolutePath().getParent());
                    return new WholeCheckpoint(List.copyOf(files), weights);
                });
    }

    /** What to do where a model was imported from a checkpoint that would be looked for and is not there any more. */
    static Optional<String> gone(ExportedModel model) {
        return model.originals().isEmpty()
                ? CheckpointOrigin.of(model.folder())
                        .map(CheckpointOrigin::weights)
                        .filter(weights -> !Files.exists(weights))
                        .map(weights -> "it is no longer at " + weights + "; name it by --checkpoint")
                : Optional.empty();
    }

    /**
     * Why a model cannot be written as this checkpoint, as the rest of a sentence; empty where it can.
     *
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged
     */
    Optional<String> misfit(ExportedModel model) {
        Optional<String> form = PublishedModel.ownForm(files.subList(0, 1));
        if (form.isPresent()) {
            return Optional.of("it is in " + form.get() + ", which transformers does not load");
        }
        Optional<PublishedModel> published = PublishedModel.of(files.subList(0, 1));
        return published.isEmpty()
                ? Optional.of("there is no config.json in " + files.get(0) + " that says what it is")
                : SameSystem.misfit(model, published.get(), files.get(0))
                        .or(() -> otherAdapter(model.adapter(), WeightFiles.open(weights)));
    }

    /** Why an adapter's weights cannot take the place of those in the file; its configuration tells their shapes. */
    private static Optional<String> otherAdapter(Adapter adapter, TensorSource source) {
        PublishedTensors tensors = new PublishedTensors(source);
        Optional<Map<String, String>> names = names(adapter, tensors);
        if (names.isEmpty()) {
            return Optional.of("it has no adapter of exactly the weights "
                    + adapter.parameterShapes().keySet() + " under the names of a known system; found "
                    + tensors.shown());
        }
        return names.get().entrySet().stream()
                .flatMap(entry -> {
                    String found =
                            Arrays.toString(source.type(entry.getKey()).shape().sizes());
                    String own = Arrays.toString(adapter.parameterShapes().get(entry.getValue()));
                    return found.equals(own)
                            ? Stream.empty()
                            : Stream.of("the weight '" + entry.getValue() + "' of its adapter has the shape " + own
                                    + ", and the checkpoint's " + found);
                })
                .sorted()
                .findFirst();
    }

    /**
     * What is written of a model, which fits.
     *
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or holds other weights than the backbones
     */
    Checkpoint checkpoint(ExportedModel model) {
        TensorSource source = WeightFiles.open(weights);
        Map<String, String> own =
                names(model.adapter(), new PublishedTensors(source)).orElseThrow();
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (String name : source.names()) {
            StreamedTensor stored = StreamedTensor.of(source, name);
            String replaced = own.get(name);
            if (replaced == null) {
                tensors.put(name, stored);
                others.add(name);
            } else {
                tensors.put(
                        name, StreamedTensor.of(model.weights().get(replaced)).as(stored.type()));
            }
        }
        String compared = GraphWeights.of(List.of(model.vision(), model.language()))
                .require("backbone", source, others)
                .told("backbones");
        ObjectNode config = ConfigJson.read(file("config.json"));
        boolean silent = model.description().generation().equals(published().generation());
        CheckpointFiles copied = new CheckpointFiles(files, model.language().folder());
        List<String> told = new ArrayList<>(
                List.of(own.size() + " tensors of the adapter take the place of those of " + weights, compared));
        Map<String, String> texts = new LinkedHashMap<>();
        if (!silent) {
            texts.putAll(AnswerAdvice.file(model));
        }
        return new Checkpoint(config, tensors, List.of(copied::write), texts, told);
    }

    private PublishedModel published() {
        return PublishedModel.of(files.subList(0, 1)).orElseThrow();
    }

    private Path file(String name) {
        return files.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow();
    }

    /** The adapter's own names by those in the file; empty where that has another one, or more than it. */
    private static Optional<Map<String, String>> names(Adapter adapter, PublishedTensors tensors) {
        for (WeightNames convention : WeightNames.all()) {
            Map<String, String> published = new LinkedHashMap<>(adapter.names(convention));
            Map<String, String> found = new HashMap<>();
            published.forEach((own, given) -> tensors.find(given).ifPresent(name -> found.put(name, own)));
            adapter.separators().forEach(published::remove);
            if (found.size() == adapter.parameterShapes().size()
                    && tensors.besides(published.values()).isEmpty()) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
