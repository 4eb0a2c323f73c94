package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.VisionFiles;
import dev.graft.backbones.language.DecoderFiles;
import dev.graft.backbones.language.EncoderDecoderFiles;
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
     * Finds the files.
     *
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged
     */
    public static BackboneFiles of(BackbonePlace place) {
        BackboneKind kind = BackboneKind.of(place);
        List<Path> files = switch (kind) {
            case VISION_ENCODER -> List.of(VisionFiles.find(place).model());
            case ENCODER_DECODER -> EncoderDecoderFiles.find(place).all();
            case DECODER -> DecoderFiles.find(place).all();
        };
        Map<Path, Graph> graphs = new LinkedHashMap<>();
        files.forEach(file -> graphs.put(file, OnnxFile.read(file)));
        return new BackboneFiles(kind, graphs);
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
