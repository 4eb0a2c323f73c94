package dev.graft.graph.onnx;

import dev.graft.graph.Graph;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes ONNX model files, as graphs. */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * Reads a model. Weights stay where they are, inline or in external data files, and are mapped when used.
     *
     * @throws ModelFileException if the file is missing, damaged, or uses a part of ONNX that Graft does not know
     */
    public static Graph read(Path file) {
        return parse(file).graph;
    }

    /**
     * The files beside a model that hold weights of it, sorted.
     *
     * @throws ModelFileException as {@link #read}
     */
    public static List<Path> dataFiles(Path file) {
        return parse(file).dataFiles;
    }

    private record Parsed(Graph graph, List<Path> dataFiles) {}

    private static Parsed parse(Path file) {
        if (Files.notExists(file)) {
            throw new ModelFileException(file, "there is no such model file");
        }
        InputFile.require(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ModelFileException(
                        file,
                        "an ONNX file is at most 2 GiB, this one has " + channel.size()
                                + " bytes; larger models keep their weights in external data files");
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            OnnxReader reader = new OnnxReader(file, mapped);
            return new Parsed(reader.model(), reader.dataFiles());
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot read the model: " + e.getMessage(), e);
        }
    }

    /** The model file, and after it, sorted by path, the files with its weights. */
    public static List<Path> filesOf(Path model) {
        List<Path> files = new ArrayList<>(List.of(model));
        files.addAll(dataFiles(model));
        return files;
    }

    /**
     * Encodes a graph as an ONNX model. Stored constants become references to their files, relative to the folder.
     *
     * @param folder a folder that holds, directly or below, every file that the constants are stored in
     */
    public static byte[] encode(Graph graph, Path folder) {
        return new OnnxWriter(folder).model(graph);
    }

    /**
     * Writes a graph as an ONNX model, whole or not at all. Stored constants stay in their files, which must lie in
     * the folder of the new file or below.
     */
    public static void write(Graph graph, Path file) {
        AtomicFiles.write(file, encode(graph, file.toAbsolutePath().getParent()));
    }
}
