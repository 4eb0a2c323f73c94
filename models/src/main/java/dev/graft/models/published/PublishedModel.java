package dev.graft.models.published;

import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.ModelFileException;
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
 */
public record PublishedModel(
        String modelType,
        String features,
        VisualLayout layout,
        Map<String, Object> adapter,
        Optional<PromptFormat> prompt,
        PromptReading reading,
        Map<String, Object> generation,
        Optional<String> preprocessing) {
    public PublishedModel {
        adapter = Map.copyOf(adapter);
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
}
