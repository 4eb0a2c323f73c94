package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.folder.VisionPart;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** Opens the parts of a vision-language model: its backbones from where they lie, the adapter from the model's folder. */
final class ModelParts {
    private static final String LANGUAGE = "language model";

    private ModelParts() {}

    static VisionLanguageModel open(Path folder, VisionLanguageDescription description, SessionConfig session) {
        BackbonePlace place = description.language().locate(LANGUAGE, folder);
        try (OpenParts open = new OpenParts()) {
            VisionPart vision = open.add(VisionPart.open(folder, description, session));
            LanguageModel found = LanguageModel.load(place);
            description.language().require(LANGUAGE, BackboneReference.of(place, found));
            LanguageModel language = description.reading().attending(found);
            Generator generator = open.add(Generator.open(language, session));
            Map<String, Tensor> weights = ModelFolder.weights(folder, description);
            Adapter adapter = description.network();
            AdapterRunner runner = open.add(new AdapterRunner(
                    adapter,
                    weights,
                    description.featureTokens(),
                    vision.encoder().width(),
                    InstructionText.of(folder, description.textTokenizer(), adapter),
                    session));
            Tokenizer tokenizer = open.add(Tokenizer.load(place.folder()));
            return open.handOver(new VisionLanguageModel(description, vision, runner, generator, tokenizer));
        }
    }
}
