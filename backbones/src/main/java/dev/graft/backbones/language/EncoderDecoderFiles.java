package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The two ONNX files of an encoder-decoder model; where one is named, the other is that with the same suffix. */
public record EncoderDecoderFiles(Path encoder, Path decoder) {
    private static final List<String> ENCODERS = List.of("encoder_model");
    private static final List<String> DECODERS = List.of("decoder_model", "decoder_model_merged");

    /**
     * Finds the files.
     *
     * @throws ModelFileException if one is missing, or another was named
     */
    public static EncoderDecoderFiles find(BackbonePlace place) {
        OnnxFiles onnx = new OnnxFiles(place);
        if (place.model().isEmpty()) {
            Path encoder = onnx.require("encoder", ENCODERS);
            return new EncoderDecoderFiles(encoder, onnx.requireBeside("decoder", encoder, DECODERS));
        }
        Path named = onnx.model("encoder", ENCODERS);
        if (OnnxFiles.isOneOf(named, ENCODERS)) {
            return new EncoderDecoderFiles(named, onnx.requireBeside("decoder", named, DECODERS));
        }
        if (OnnxFiles.isOneOf(named, DECODERS)) {
            return new EncoderDecoderFiles(onnx.requireBeside("encoder", named, ENCODERS), named);
        }
        throw new ModelFileException(
                named,
                "config.json says that this is an encoder-decoder model, of which the files are called " + ENCODERS
                        + " and " + DECODERS + "; name one of them");
    }

    /** The file that goes on from a cache of keys and values; empty where there is none beside the decoder. */
    public Optional<Path> next() {
        return OnnxFiles.isOneOf(decoder, List.of("decoder_model"))
                ? OnnxFiles.alike(decoder, List.of("decoder_with_past_model"))
                : Optional.empty();
    }

    /** Both, the encoder first. What goes on from a cache has the same weights as the decoder. */
    public List<Path> all() {
        return List.of(encoder, decoder);
    }
}
