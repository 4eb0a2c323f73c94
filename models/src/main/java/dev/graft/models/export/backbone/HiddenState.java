package dev.graft.models.export.backbone;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.tensors.InvalidInputException;

/**
 * Which of a vision tower's hidden states the adapter reads.
 *
 * @param layer the layers that it has passed: 0 for what the first layer reads
 * @param normalized whether the tower's final normalisation follows
 * @param classToken whether tokens before those of the patches are among it
 */
public record HiddenState(int layer, boolean normalized, boolean classToken) {
    /**
     * What a model reads of a tower.
     *
     * @throws InvalidInputException if that is no hidden state of it, such as a pooled vector
     */
    public static HiddenState of(VisionFeatures features, VisionTower tower) {
        boolean classToken = features.classToken() && tower.kind().classTokens() > 0;
        return switch (features.source()) {
            case LAST -> new HiddenState(tower.layers(), tower.kind().normalizesLast(), classToken);
            case LAYER -> {
                int named = features.layers().get(0);
                if (features.layers().size() > 1) {
                    throw new InvalidInputException("the adapter reads the features '" + features
                            + "' of the vision encoder, and the other program is given those of one layer; a model that is"
                            + " trained with the features layer:-2,patches can be written");
                }
                int layer = named < 0 ? tower.layers() + 1 + named : named;
                yield new HiddenState(layer, false, classToken);
            }
            default ->
                throw new InvalidInputException("the adapter reads the features '" + features
                        + "' of the vision encoder, and the other program gives the adapter hidden states of a layer;"
                        + " a model that is trained with the features layer:-2,patches can be written");
        };
    }

    /** As {@code vision_feature_layer} says it: counted from the end, -1 the last layer's. */
    public int fromEnd(VisionTower tower) {
        return layer - tower.layers() - 1;
    }

    /** Vectors of a picture. */
    public int tokens(VisionTower tower) {
        return tower.patches() + (classToken ? tower.kind().classTokens() : 0);
    }
}
