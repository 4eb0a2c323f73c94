package dev.graft.backbones.masks;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a decoder hold what is made of its text, and which only how that is laid out: sizes, masks, positions. The
 * numbers of tokens do not count as made of the text.
 */
final class TextFlow {
    private static final Set<String> SIZES = Set.of("Shape", "Size");

    private final Graph graph;
    private final Set<String> text = new HashSet<>();
    private final Set<String> varying = new HashSet<>();
    private final Map<String, Node> producers = new HashMap<>();

    TextFlow(Graph graph) {
        this.graph = graph;
        for (String input : graph.inputNames()) {
            varying.add(input);
            if (input.equals(LanguageModel.EMBEDS) || input.startsWith("past")) {
                text.add(input);
            }
        }
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            if (node.reads().stream().anyMatch(varying::contains)) {
                varying.addAll(node.outputs());
            }
            if (!SIZES.contains(node.opType()) && node.reads().stream().anyMatch(text::contains)) {
                text.addAll(node.outputs());
            }
        }
    }

    /** Whether a value is made of the text. */
    boolean isText(String value) {
        return text.contains(value);
    }

    boolean isText(Node node) {
        return node.outputs().stream().anyMatch(text::contains);
    }

    Node producer(String value) {
        return producers.get(value);
    }

    /** What is made of the layout of the text and meets the text: masks, tables of positions, sizes. */
    Set<String> layouts() {
        Set<String> layouts = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (isText(node)) {
                node.inputs().stream()
                        .filter(value -> varying.contains(value) && !text.contains(value))
                        .forEach(layouts::add);
            }
        }
        return layouts;
    }
}
