package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.folder.VisionFiles;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.files.FileHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files by which a backbone is identified.
 *
 * @param graphs its ONNX files, in the order in which the hash takes them
 */
public record BackboneFiles(BackboneKind kind, Map<Path, Graph> graphs) {
    /**
     * Finds the files of a model folder.
     *
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged
     */
    public static BackboneFiles of(Path folder) {
        BackboneKind kind = BackboneKind.of(folder);
        OnnxFiles onnx = new OnnxFiles(folder);
        Map<Path, Graph> graphs = new LinkedHashMap<>();
        switch (kind) {
            case VISION_ENCODER -> add(graphs, VisionFiles.find(folder).model());
            case ENCODER_DECODER -> {
                add(graphs, onnx.require("encoder", EncoderDecoderModel.ENCODERS));
                add(graphs, onnx.require("decoder", EncoderDecoderModel.DECODERS));
            }
            case DECODER -> {
                Path decoder = onnx.requireModel("language model", CausalLanguageModel.DECODERS);
                add(graphs, decoder);
                if (graphs.get(decoder).input(LanguageModel.EMBEDS).isPresent()) {
                    onnx.find(CausalLanguageModel.EMBEDDINGS).ifPresent(file -> add(graphs, file));
                }
            }
        }
        return new BackboneFiles(kind, graphs);
    }

    private static void add(Map<Path, Graph> graphs, Path file) {
        graphs.put(file, OnnxFile.read(file));
    }

    /** The ONNX files and the files with their weights. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        graphs.keySet().forEach(file -> files.addAll(OnnxFile.filesOf(file)));
        return files;
    }

    /** The SHA-256 of {@link #files()} one after the other. */
    public String sha256() {
        return FileHash.sha256(files());
    }
}
