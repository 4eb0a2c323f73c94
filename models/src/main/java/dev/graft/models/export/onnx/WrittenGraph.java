package dev.graft.models.export.onnx;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A graph that is written into one ONNX file, or, where its weights are large, into one and a file beside it with the weights,
 * {@code name.onnx_data}. They pass from file to file.
 */
record WrittenGraph(String name, Graph graph) {
    /** Weights below so many bytes in all stay in the model file. */
    private static final long INSIDE = 1 << 25;

    /** Smaller constants stay in the model file, where shapes are told from them. */
    private static final long SMALL = 1 << 10;

    private static final int ALIGNMENT = 4096;

    /** The name of the model file. */
    String file() {
        return name + ".onnx";
    }

    /** Whether there is a file of weights beside the model file. */
    boolean hasDataFile() {
        return graph.constants().values().stream().mapToLong(Constant::byteSize).sum() > INSIDE;
    }

    void write(Path folder) {
        if (!hasDataFile()) {
            Map<String, Constant> inside = new LinkedHashMap<>();
            graph.constants().forEach((name, constant) -> inside.put(name, Constant.of(constant.tensor())));
            OnnxFile.write(graph.withConstants(inside), folder.resolve(file()));
            return;
        }
        Path data = folder.resolve(file() + "_data");
        Map<String, Constant> placed = new LinkedHashMap<>();
        List<Constant> stored = new ArrayList<>();
        long place = 0;
        for (Map.Entry<String, Constant> entry : graph.constants().entrySet()) {
            Constant constant = entry.getValue();
            if (constant.byteSize() <= SMALL) {
                placed.put(entry.getKey(), Constant.of(constant.tensor()));
            } else {
                placed.put(entry.getKey(), new Constant.Stored(constant.type(), constant.shape(), data, place));
                stored.add(constant);
                place += constant.byteSize() + gap(constant);
            }
        }
        AtomicFiles.write(
                data,
                () -> stored.stream()
                        .flatMap(constant -> Stream.of(constant.tensor().bytes(), ByteBuffer.allocate(gap(constant))))
                        .iterator());
        OnnxFile.write(graph.withConstants(placed), folder.resolve(file()));
    }

    private static int gap(Constant constant) {
        return (int) Math.floorMod(-constant.byteSize(), (long) ALIGNMENT);
    }
}
