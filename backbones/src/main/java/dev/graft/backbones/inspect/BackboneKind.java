package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.folder.VisionFiles;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.ImageInput;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The kinds of backbone that a folder may hold, told from its configuration and the inputs of its graph. */
public enum BackboneKind {
    VISION_ENCODER("vision encoder"),
    DECODER("decoder-only language model"),
    ENCODER_DECODER("encoder-decoder language model");

    private final String label;

    BackboneKind(String label) {
        this.label = label;
    }

    public boolean isLanguageModel() {
        return this != VISION_ENCODER;
    }

    /** Tells the kind of a model folder. */
    public static BackboneKind of(Path folder) {
        if (ModelConfig.load(folder).isEncoderDecoder()) {
            return ENCODER_DECODER;
        }
        OnnxFiles files = new OnnxFiles(folder);
        Optional<Path> text = files.find(List.of("decoder_model_merged", "decoder_model"));
        if (text.isPresent()) {
            return DECODER;
        }
        Path file = files.requireModel("model", VisionFiles.NAMES);
        Graph graph = GraphFile.about(file, () -> OnnxFile.read(file));
        if (graph.input(VisionEncoder.PIXELS).isPresent()) {
            return VISION_ENCODER;
        }
        if (graph.input(LanguageModel.IDS).isPresent()
                || graph.input(LanguageModel.EMBEDS).isPresent()) {
            return DECODER;
        }
        if (graph.inputs().stream().anyMatch(ImageInput::mayBeImage)) {
            return VISION_ENCODER;
        }
        throw new ModelFileException(
                file,
                "neither a vision encoder (input 'pixel_values') nor a language "
                        + "model (input 'input_ids' or 'inputs_embeds'); it has the inputs " + graph.inputNames());
    }

    @Override
    public String toString() {
        return label;
    }
}
