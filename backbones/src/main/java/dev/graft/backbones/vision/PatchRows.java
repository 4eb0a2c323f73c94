package dev.graft.backbones.vision;

import dev.graft.backbones.json.ConfigFile;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Encoders that take a picture of any size as rows of patches, as Qwen2-VL's (Wang et al. 2024, arXiv:2409.12191):
 * {@code pixel_values [patches, numbers of a patch]}, which are in blocks of patches that become one visual token, and where the
 * patches lie, as {@code image_grid_thw [1, 3]} or as {@code position_ids [patches, 2]}, row and column.
 *
 * <p>Such a graph becomes one that takes the picture {@code [1, 3, height, width]} and gives its features by blocks,
 * {@code [blocks, patches of a block, width]}.
 *
 * @param patch the side of a patch in pixels
 * @param moments how often a picture counts as a moment of a video
 * @param merge the side of a block in patches
 */
record PatchRows(int patch, int moments, int merge) {
    private static final String ROWS = "/rows";

    /** Whether a graph takes patches. */
    static boolean areTakenBy(Graph graph) {
        return graph.input(VisionEncoder.PIXELS)
                .filter(info -> info.type() != null && info.type().shape() != null)
                .map(info -> info.type().shape().rank() == 2)
                .orElse(false);
    }

    /**
     * The graph that takes a picture instead.
     *
     * @param folder whose configuration says how large patches and blocks are
     * @throws ModelFileException if that is not said, or the graph takes other patches, or inputs that are not known
     */
    static Graph ofPicture(Path file, Graph graph, Path folder) {
        PatchRows rows = of(file, folder);
        rows.require(file, graph.input(VisionEncoder.PIXELS).orElseThrow());
        return rows.ofPicture(file, graph);
    }

    /** The side of a block in pixels, of which a picture has whole ones. */
    static int block(Path file, Path folder) {
        PatchRows rows = of(file, folder);
        return Math.multiplyExact(rows.patch, rows.merge);
    }

    private static PatchRows of(Path file, Path folder) {
        Optional<ConfigFile> config = ConfigFile.readIfPresent(folder.resolve("config.json"));
        List<ConfigFile> places = Stream.of(
                        config.flatMap(whole -> whole.object("vision_config")),
                        config,
                        ConfigFile.readIfPresent(folder.resolve("preprocessor_config.json")))
                .flatMap(Optional::stream)
                .toList();
        return new PatchRows(
                size(file, places, "patch_size"),
                size(file, places, "temporal_patch_size"),
                size(file, places, "spatial_merge_size", "merge_size"));
    }

    private static int size(Path file, List<ConfigFile> places, String... fields) {
        for (ConfigFile place : places) {
            for (String field : fields) {
                Optional<Integer> size = place.count(field);
                if (size.isPresent()) {
                    return size.get();
                }
            }
        }
        throw new ModelFileException(
                file,
                "takes rows of patches, and neither config.json nor preprocessor_config.json says \"" + fields[0]
                        + "\"; copy these files from the model's page");
    }

    private void require(Path file, ValueInfo pixels) {
        Shape.Dim numbers = pixels.type().shape().dim(1);
        long made = 3L * moments * patch * patch;
        if (numbers.isKnown() && numbers.size() != made) {
            throw new ModelFileException(
                    file,
                    "takes patches of " + numbers.size() + " numbers, and config.json makes them of 3 x " + moments
                            + " x " + patch + " x " + patch + " = " + made + "; they do not belong together");
        }
    }

    private Graph ofPicture(Path file, Graph graph) {
        GraphBuilder g = new GraphBuilder(graph.name());
        Value picture = g.input(VisionEncoder.PIXELS, ElementType.FLOAT, 1, 3, "height", "width");
        Value shape = picture.shape();
        Value rows = shape.slice(2, 3, 0).divide(g.ints(patch));
        Value columns = shape.slice(3, 4, 0).divide(g.ints(patch));
        Map<String, Value> arguments = new LinkedHashMap<>();
        for (ValueInfo info : graph.inputs()) {
            Value given = switch (info.name()) {
                case VisionEncoder.PIXELS -> patches(picture);
                case "image_grid_thw", "grid_thw" ->
                    g.ints(1).concat(0, rows, columns).unsqueeze(0);
                case "position_ids", "image_position_ids" -> positions(g, rows, columns);
                default ->
                    throw new ModelFileException(
                            file,
                            "takes patches and '" + info.name() + "', which Graft does not know; it knows"
                                    + " image_grid_thw and position_ids [patches, 2]");
            };
            arguments.put(info.name(), given.cast(info.type().element()));
        }
        Map<String, Value> results = g.include(withFreeOutputs(graph), arguments);
        for (String output : graph.outputNames()) {
            Value vectors = results.get(output + ROWS);
            Value width = vectors.shape().slice(1, 2, 0);
            g.output(output, vectors.reshape(g.ints(-1, (long) merge * merge).concat(0, width)));
        }
        return g.build();
    }

    /** The graph with other names for its outputs. */
    private static Graph withFreeOutputs(Graph graph) {
        List<String> outputs = graph.outputNames();
        UnaryOperator<String> free = name -> outputs.contains(name) ? name + ROWS : name;
        Graph used = graph.renameUses(free);
        List<Node> nodes = used.nodes().stream()
                .map(node -> new Node(
                        node.opType(),
                        node.domain(),
                        node.name(),
                        node.inputs(),
                        node.outputs().stream().map(free).toList(),
                        node.attributes()))
                .toList();
        return new Graph(graph.name(), graph.inputs(), used.outputs(), graph.constants(), nodes, graph.opsets());
    }

    /** {@code [patches, 3 * moments * patch * patch]}, block by block, each a colour, a moment, a row after the other. */
    private Value patches(Value picture) {
        long block = (long) merge * patch;
        Value parted = picture.squeeze(0)
                .reshape(0, 0, -1, block)
                .transpose(0, 2, 3, 1)
                .reshape(0, 0, 0, -1, block)
                .reshape(0, 0, merge, patch, -1, merge, patch)
                .transpose(4, 1, 5, 2, 0, 6, 3)
                .unsqueeze(5);
        Value[] more = new Value[moments - 1];
        Arrays.fill(more, parted);
        return (moments == 1 ? parted : parted.concat(5, more)).reshape(-1, 3L * moments * patch * patch);
    }

    /** {@code [patches, 2]}: rows and columns of patches, block by block. */
    private Value positions(GraphBuilder g, Value rows, Value columns) {
        Value down = along(g, rows, 0, 2);
        Value across = along(g, columns, 1, 3);
        Value row = down.add(across.multiply(0));
        Value column = across.add(down.multiply(0));
        return row.unsqueeze(4).concat(4, column.unsqueeze(4)).reshape(-1, 2);
    }

    /** The numbers of patches of an axis, in four axes: blocks along {@code outer}, patches of a block along {@code inner}. */
    private Value along(GraphBuilder g, Value count, int outer, int inner) {
        Value zero = g.ints(0).squeeze(0);
        Value all = g.op(
                "Range",
                "",
                Map.of(),
                ElementType.INT64,
                zero,
                count.squeeze(0),
                g.ints(1).squeeze(0));
        long[] shape = {1, 1, 1, 1};
        shape[outer] = -1;
        shape[inner] = merge;
        return all.reshape(shape);
    }
}
