package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ONNX files of an encoder-decoder model; where one is named, the others are those with the same suffix.
 *
 * @param decoder reads whole texts
 * @param next goes on from a key-value cache, where the decoder's own file cannot; empty where there is none
 */
public record EncoderDecoderFiles(Path encoder, Path decoder, Optional<Path> next) {
    private static final List<String> ENCODERS = List.of("encoder_model");
    private static final String MERGED = "decoder_model_merged";
    /** In a merged file both decoders share their weights, which else are there twice. */
    private static final List<String> DECODERS = List.of(MERGED, "decoder_model");

    private static final List<String> NEXT = List.of("decoder_with_past_model");

    /**
     * Finds the files.
     *
     * @throws ModelFileException if one is missing, or another was named
     */
    public static EncoderDecoderFiles find(BackbonePlace place) {
        OnnxFiles onnx = new OnnxFiles(place);
        if (place.model().isEmpty()) {
            Path encoder = onnx.require("encoder", ENCODERS);
            return with(encoder, onnx.requireBeside("decoder", encoder, DECODERS));
        }
        Path named = onnx.model("encoder", ENCODERS);
        if (OnnxFiles.isOneOf(named, ENCODERS)) {
            return with(named, onnx.requireBeside("decoder", named, DECODERS));
        }
        if (OnnxFiles.isOneOf(named, DECODERS)) {
            return with(onnx.requireBeside("encoder", named, ENCODERS), named);
        }
        throw new ModelFileException(
                named,
                "config.json says that this is an encoder-decoder model, of which the files are called " + ENCODERS
                        + " and " + DECODERS + "; name one of them");
    }

    private static EncoderDecoderFiles with(Path encoder, Path decoder) {
        boolean merged = OnnxFiles.isOneOf(decoder, List.of(MERGED));
        return new EncoderDecoderFiles(encoder, decoder, merged ? Optional.empty() : OnnxFiles.alike(decoder, NEXT));
    }

    /** All of them, the encoder first. */
    public List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(encoder, decoder));
        next.ifPresent(all::add);
        return all;
    }
}
