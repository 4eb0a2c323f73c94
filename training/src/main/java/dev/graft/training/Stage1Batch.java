package dev.graft.training;

import dev.graft.backbones.TokenCrossEntropy;
import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import dev.graft.training.loss.PairTargets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link Stage1Graph} reads of a batch, but for negatives and weights.
 *
 * @param images the number of each row's image
 */
record Stage1Batch(Stage1Graph.Size size, int[] images, Map<String, Tensor> feeds) {
    /** Each size needs a session of its own, so that there are few. */
    private static final int TOKEN_STEP = 8;

    private static final int TARGETS_A_ROW = 8;

    /**
     * Lays out texts about images.
     *
     * @param texts as {@link Stage1Text} writes them
     * @param features {@code [batch, feature tokens, vision width]}
     * @param positions the longest text that the network reads
     */
    static Stage1Batch of(List<long[]> texts, Stage1Text.Ids special, int[] images, Tensor features, int positions) {
        int longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
        int targets = texts.stream().mapToInt(text -> text.length - 1).sum();
        Stage1Graph.Size size = new Stage1Graph.Size(
                texts.size(),
                (int) features.dim(1),
                Math.min(roundUp(longest, TOKEN_STEP), positions),
                roundUp(targets, TARGETS_A_ROW * texts.size()));
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(Stage1Graph.FEATURES, features);
        Tensor ids = longs(size.batch(), size.tokens());
        Tensor mask = longs(size.batch(), size.tokens());
        Tensor generated = longs(size.batch(), size.tokens());
        for (int row = 0; row < texts.size(); row++) {
            long[] text = texts.get(row);
            int begin = row * size.tokens();
            ids.longs().put(begin, text);
            generated.longs().put(begin, Stage1Text.generated(text, special));
            for (int i = 0; i < text.length; i++) {
                mask.longs().put(begin + i, 1);
            }
        }
        feeds.put(Stage1Graph.IDS, ids);
        feeds.put(Stage1Graph.MASK, mask);
        feeds.put(Stage1Graph.GENERATED_IDS, generated);
        feeds.put(Stage1Graph.PAIR_TARGETS, PairTargets.probabilities(images, Objective.Blip2Stage1.LABEL_SMOOTHING));
        putTargets(feeds, texts, size, targets);
        return new Stage1Batch(size, images, feeds);
    }

    /** Each token but the first is predicted where the one before it stands. */
    private static void putTargets(Map<String, Tensor> feeds, List<long[]> texts, Stage1Graph.Size size, int targets) {
        Tensor index = longs(size.targets(), 2);
        Tensor target = longs(size.targets());
        Tensor weights = Tensor.allocate(ElementType.FLOAT, size.targets());
        int at = 0;
        for (int row = 0; row < texts.size(); row++) {
            for (int i = 1; i < texts.get(row).length; i++, at++) {
                index.longs().put(2 * at, row).put(2 * at + 1, i - 1);
                target.longs().put(at, texts.get(row)[i]);
                weights.floats().put(at, 1f / targets);
            }
        }
        feeds.put(TokenCrossEntropy.TARGET_INDEX, index);
        feeds.put(TokenCrossEntropy.TARGET_IDS, target);
        feeds.put(TokenCrossEntropy.TARGET_WEIGHTS, weights);
    }

    private static Tensor longs(long... shape) {
        return Tensor.allocate(ElementType.INT64, shape);
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }
}
