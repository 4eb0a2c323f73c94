package dev.graft.training.imagetext;

import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.loss.PairTargets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@link ImageTextGraph} reads of a batch, but for negatives and weights.
 *
 * @param images the number of each row's image
 * @param texts in tokens
 */
record ImageTextBatch(ImageTextGraph.Size size, int[] images, List<long[]> texts, Map<String, Tensor> feeds) {
    /** Each size needs a session of its own, so that there are few. */
    private static final int TOKEN_STEP = 8;

    private static final int TARGETS_A_ROW = 8;

    /**
     * Lays out texts about images.
     *
     * @param texts as {@link QFormerText} writes them
     * @param features {@code [batch, feature tokens, vision width]}
     * @param positions the longest text that the network reads
     */
    static ImageTextBatch of(
            List<long[]> texts, QFormerText.Ids special, int[] images, Tensor features, int positions) {
        int longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
        int targets = texts.stream().mapToInt(text -> text.length - 1).sum();
        ImageTextGraph.Size size = new ImageTextGraph.Size(
                texts.size(),
                (int) features.dim(1),
                Math.min(roundUp(longest, TOKEN_STEP), positions),
                roundUp(targets, TARGETS_A_ROW * texts.size()));
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(ImageTextGraph.FEATURES, features);
        List<long[]> toGenerate =
                texts.stream().map(text -> QFormerText.generated(text, special)).toList();
        QFormerText.Batch read = QFormerText.Batch.of(texts, size.tokens());
        feeds.put(ImageTextGraph.IDS, read.ids());
        feeds.put(ImageTextGraph.MASK, read.mask());
        feeds.put(
                ImageTextGraph.GENERATED_IDS,
                QFormerText.Batch.of(toGenerate, size.tokens()).ids());
        feeds.put(ImageTextGraph.PAIR_TARGETS, PairTargets.probabilities(images, ImageTextSettings.LABEL_SMOOTHING));
        putTargets(feeds, texts, size, targets);
        return new ImageTextBatch(size, images, texts, feeds);
    }

    /**
     * Which rows are no negatives of each other: those about one image, and those with one text, which is right of both
     * images. The latter LAVIS does not look for; they are rare among captions that people wrote. Where a row would be left
     * without a negative, they are negatives here, too.
     */
    HardNegatives.Alike alike() {
        HardNegatives.Alike both = (a, b) -> images[a] == images[b] || Arrays.equals(texts.get(a), texts.get(b));
        boolean enough = IntStream.range(0, images.length)
                .allMatch(row -> IntStream.range(0, images.length).anyMatch(other -> !both.test(row, other)));
        return enough ? both : (a, b) -> images[a] == images[b];
    }

    /** Each token but the first is predicted where the one before it stands. */
    private static void putTargets(
            Map<String, Tensor> feeds, List<long[]> texts, ImageTextGraph.Size size, int targets) {
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
