package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
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

    /** Tells the kind of a model folder, or of a file of it. */
    public static BackboneKind of(BackbonePlace place) {
        boolean encoderDecoder = ModelConfig.load(place.folder()).isEncoderDecoder();
        OnnxFiles files = new OnnxFiles(place);
        if (place.model().isEmpty()) {
            if (encoderDecoder) {
                return ENCODER_DECODER;
            }
            if (files.find(List.of("decoder_model_merged", "decoder_model")).isPresent()) {
                return DECODER;
            }
        }
        Path file = files.model("model", VisionFiles.NAMES);
        Graph graph = GraphFile.about(file, () -> OnnxFile.read(file));
        BackboneKind kind = of(file, graph);
        return encoderDecoder && kind == DECODER ? ENCODER_DECODER : kind;
    }

    private static BackboneKind of(Path file, Graph graph) {
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
