package dev.graft.models.published;

import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A published vision-language model as its files describe it.
 *
 * @param modelType the {@code model_type} of its {@code config.json}
 * @param features which features the adapter takes, see {@link VisionFeatures#parse}
 * @param layout how the visual tokens of an image, or of its tiles, are read
 * @param adapter settings of {@link AdapterSpec} that weights do not tell, by their keys
 * @param prompt how it is asked; empty where neither its files nor its publication say
 * @param reading how its language model reads prompts
 * @param generation how it answers, by the names of {@code generation_config.json}
 * @param preprocessing the text of a {@code preprocessor_config.json} that prepares pictures, where its files have one
 * @param preparation fields of a {@code preprocessor_config.json} that change how the vision encoder's own folder prepares pictures
 */
public record PublishedModel(
        String modelType,
        String features,
        VisualLayout layout,
        Map<String, Object> adapter,
        Optional<PromptFormat> prompt,
        PromptReading reading,
        Map<String, Object> generation,
        Optional<String> preprocessing,
        Map<String, Object> preparation) {
    public PublishedModel {
        adapter = Map.copyOf(adapter);
        preparation = Map.copyOf(preparation);
    }

    /** A model that prepares pictures as its own files say, or else as the vision encoder's folder does. */
    public PublishedModel(
            String modelType,
            String features,
            VisualLayout layout,
            Map<String, Object> adapter,
            Optional<PromptFormat> prompt,
            PromptReading reading,
            Map<String, Object> generation,
            Optional<String> preprocessing) {
        this(modelType, features, layout, adapter, prompt, reading, generation, preprocessing, Map.of());
    }

    /**
     * The same with all said of how pictures are prepared: where its own files are silent, what the vision encoder's folder says
     * with the changes of {@link #preparation}.
     */
    public PublishedModel preparing(Path vision) {
        if (preparation.isEmpty()) {
            return this;
        }
        String text = preprocessing.orElseGet(() -> ImageProcessor.configuration(vision));
        Optional<String> changed = Optional.of(Preparation.changed(vision, text, preparation));
        return new PublishedModel(
                modelType, features, layout, adapter, prompt, reading, generation, changed, preparation);
    }

    /** Whether a folder holds a whole checkpoint of a system that is known, and not one exported to ONNX. */
    public static boolean isIn(Path folder) {
        return Files.isDirectory(folder)
                && !isExported(folder)
                && Checkpoint.of(List.of(folder))
                        .filter(checkpoint -> PublishedSystems.knows(checkpoint.modelType()))
                        .isPresent();
    }

    private static boolean isExported(Path folder) {
        try (DirectoryStream<Path> graphs = Files.newDirectoryStream(folder, "*.onnx")) {
            return Files.isDirectory(folder.resolve("onnx"))
                    || graphs.iterator().hasNext();
        } catch (IOException e) {
            throw new ModelFileException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * What the files beside weights say of the model that they belong to; empty for weights that lie alone.
     *
     * @param weights files and folders of weights
     * @throws ModelFileException if it is a model that would be answered wrongly, with what is missing
     */
    public static Optional<PublishedModel> of(List<Path> weights) {
        return Checkpoint.of(weights).map(PublishedSystems::read);
    }

    /**
     * The form of a model that transformers does not load, see {@link PublishedSystem#ownForm}; empty where it does, and for weights
     * that lie alone.
     *
     * @param weights files and folders of weights
     */
    public static Optional<String> ownForm(List<Path> weights) {
        return Checkpoint.of(weights)
                .flatMap(checkpoint -> PublishedSystems.of(checkpoint).ownForm(checkpoint));
    }

    /** The folder whose files say what the model is that weights belong to; empty for weights that lie alone. */
    public static Optional<Path> folder(List<Path> weights) {
        return Checkpoint.of(weights).map(Checkpoint::folder);
    }

    /** How a question is written, with {@code {image}} and {@code {question}} in it. */
    public Optional<String> example() {
        Conversation<String> asked = Conversation.of(PromptTemplate.IMAGE, PromptTemplate.QUESTION);
        return prompt.map(format -> format.write(asked).toString());
    }
}
