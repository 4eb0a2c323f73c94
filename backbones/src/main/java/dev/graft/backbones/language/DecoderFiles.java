package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.GraphFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ONNX files of a decoder-only model: one alone, or one for each of its parts, all with the same suffix if there are such.
 *
 * @param decoder reads whole texts
 * @param next goes on from a key-value cache, where the decoder's own file cannot; empty where there is none
 * @param embedding turns token ids into what the decoder reads; empty where the decoder does that itself, or there is none
 */
public record DecoderFiles(Path decoder, Optional<Path> next, Optional<Path> embedding) {
    /** What the decoder is called, without suffix and ending, most particular first. */
    public static final List<String> DECODERS = List.of("decoder_model_merged", "model", "decoder_model");

    /** What the token embedding is called. */
    public static final List<String> EMBEDDINGS = List.of("embed_tokens", "embeddings");

    private static final List<String> NEXT = List.of("decoder_with_past_model");

    /**
     * Finds the files.
     *
     * @throws dev.graft.tensors.ModelFileException if there is no decoder, or several fit equally
     */
    public static DecoderFiles find(OnnxFiles onnx) {
        Path decoder = onnx.model("language model", DECODERS);
        return GraphFile.about(decoder, () -> find(onnx, decoder));
    }

    private static DecoderFiles find(OnnxFiles onnx, Path decoder) {
        Graph graph = OnnxFile.read(decoder);
        boolean keepsNothing = OnnxFiles.isOneOf(decoder, List.of("decoder_model"))
                && graph.inputNames().stream().noneMatch(name -> name.startsWith("past"));
        return new DecoderFiles(
                decoder,
                keepsNothing ? OnnxFiles.alike(decoder, NEXT) : Optional.empty(),
                graph.input(LanguageModel.EMBEDS).isPresent() ? onnx.beside(decoder, EMBEDDINGS) : Optional.empty());
    }

    /** As {@link #find(OnnxFiles)}. */
    public static DecoderFiles find(BackbonePlace place) {
        return find(new OnnxFiles(place));
    }

    /** All of them, the decoder first. */
    public List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(decoder));
        next.ifPresent(all::add);
        embedding.ifPresent(all::add);
        return all;
    }
}
