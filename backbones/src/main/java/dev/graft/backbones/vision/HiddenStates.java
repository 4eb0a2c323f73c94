package dev.graft.backbones.vision;

import dev.graft.backbones.folder.VisionConfig;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the hidden states between the layers of an exported encoder, which the export does not name.
 *
 * <p>Every architecture in use carries its state along a residual stream, so the state is where the graph narrows to a
 * single value between two residual connections. A transformer layer begins with the connection whose branch attends;
 * blocks that do not attend are counted out evenly. Nothing depends on the names of nodes, nor on where an architecture
 * normalises.
 */
final class HiddenStates {
    private static final Set<String> ACTIVATIONS =
            Set.of("Relu", "LeakyRelu", "Clip", "Gelu", "Elu", "Selu", "HardSwish", "Sigmoid", "Tanh", "Mish");

    /** Families whose stages begin with the merging of patches, so that their states are those of the last block. */
    private static final Set<String> STAGE_ENDS_WITH_BLOCKS =
            Set.of("resnet", "regnet", "convnext", "convnextv2", "dinov3_convnext", "poolformer", "levit");

    /** Families whose stages end with the merging of patches, so that their states are what the next stage reads. */
    private static final Set<String> STAGE_ENDS_WITH_MERGE =
            Set.of("swin", "swinv2", "donut-swin", "maskformer-swin", "focalnet");

    private final Path file;
    private final VisionConfig config;
    private final Dominators dominators;
    private final List<String> chain;
    private final List<ResidualBlock> blocks;

    /**
     * Looks for the states on the way to an output.
     *
     * @param file the model file, for messages
     */
    HiddenStates(Path file, VisionConfig config, Graph graph, String pixels, String output) {
        this.file = file;
        this.config = config;
        this.dominators = new Dominators(graph, pixels);
        this.chain = dominators.chain(output);
        this.blocks = ResidualBlock.along(chain, dominators);
    }

    /** The names of the values that hold state 0 to n, for n layers or stages. */
    List<String> names() {
        List<Integer> starts = layerStarts();
        return config.depths().isEmpty() ? uniform(starts) : staged(starts);
    }

    private List<String> uniform(List<Integer> starts) {
        int layers = starts.size();
        List<String> names = new ArrayList<>();
        for (int start : starts) {
            names.add(chain.get(blocks.get(start).fork()));
        }
        int perLayer = layers > 1 ? starts.get(1) - starts.get(0) : blocks.size() - starts.get(0);
        int end = starts.get(layers - 1) + perLayer - 1;
        if (end >= blocks.size()) {
            throw unknown("the last layer has " + (blocks.size() - starts.get(layers - 1))
                    + " residual connections, the first has " + perLayer);
        }
        names.add(after(end, perLayer > 1 || layers > 1 ? starts.get(0) : -1));
        return names;
    }

    private List<String> staged(List<Integer> starts) {
        boolean merge = STAGE_ENDS_WITH_MERGE.contains(config.modelType());
        if (!merge && !STAGE_ENDS_WITH_BLOCKS.contains(config.modelType())) {
            throw unknown("it is hierarchical, and of the model type '" + config.modelType()
                    + "' it is not known where stages end");
        }
        List<String> names = new ArrayList<>();
        names.add(chain.get(blocks.get(0).fork()));
        int interior = -1;
        int begun = 0;
        for (int depth : config.depths()) {
            int first = starts.get(begun);
            int next = begun + depth < starts.size() ? starts.get(begun + depth) : blocks.size();
            interior = interior < 0 && next - first > 1 ? first : interior;
            begun += depth;
        }
        begun = 0;
        for (int depth : config.depths()) {
            begun += depth;
            boolean last = begun == starts.size();
            if (merge && !last) {
                names.add(chain.get(blocks.get(starts.get(begun)).fork()));
            } else {
                names.add(after((last ? blocks.size() : starts.get(begun)) - 1, interior));
            }
        }
        return names;
    }

    /**
     * The state after a block: its sum, and what the encoder applies to every sum, such as the activation of ResNet or
     * the normalisation of a post-norm transformer.
     *
     * @param interior a block that is followed by another with nothing between, or -1
     */
    private String after(int block, int interior) {
        int position = blocks.get(block).join();
        if (interior >= 0) {
            position += blocks.get(interior + 1).fork() - blocks.get(interior).join();
            return chain.get(Math.min(position, chain.size() - 1));
        }
        while (position + 1 < chain.size() && isActivation(chain.get(position + 1))) {
            position++;
        }
        return chain.get(position);
    }

    private boolean isActivation(String value) {
        Node node = dominators.producer(value);
        return ACTIVATIONS.contains(node.opType());
    }

    /** The index of the block that each layer begins with. */
    private List<Integer> layerStarts() {
        List<Integer> attending = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).attention()) {
                attending.add(i);
            }
        }
        int stated = config.depths().isEmpty()
                ? config.layers().orElse(attending.size())
                : config.depths().stream().mapToInt(Integer::intValue).sum();
        if (stated > 0 && !attending.isEmpty() && attending.size() % stated == 0) {
            return every(attending, attending.size() / stated);
        }
        if (stated > 0 && attending.isEmpty() && !blocks.isEmpty() && blocks.size() % stated == 0) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < blocks.size(); i++) {
                all.add(i);
            }
            return every(all, blocks.size() / stated);
        }
        throw unknown("config.json states " + (stated > 0 ? stated + " layers" : "no number of layers")
                + ", the graph has " + blocks.size() + " residual connections, of which " + attending.size()
                + " attend");
    }

    private static List<Integer> every(List<Integer> indices, int step) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < indices.size(); i += step) {
            starts.add(indices.get(i));
        }
        return starts;
    }

    private ModelFileException unknown(String reason) {
        return new ModelFileException(
                file,
                "cannot tell where the layers of this encoder begin: " + reason
                        + "; choose the features last or pooled, or export the model with its hidden states as outputs");
    }
}
