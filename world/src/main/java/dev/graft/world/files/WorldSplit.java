package dev.graft.world.files;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.Pairs;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneGenerator;
import dev.graft.world.texts.Candidate;
import java.util.Locale;

/** A part of the little world's images: to learn from, to test on, or with combinations that the others lack. */
public enum WorldSplit {
    /** To learn from; the withheld pairs of shape and colour do not occur. */
    TRAIN(Pairs.SEEN),
    /** Unseen images of the same kind. */
    TEST(Pairs.SEEN),
    /** Each image has an object of a withheld pair, and each question is about one. */
    COMBINATIONS(Pairs.WITHHELD);

    private final Pairs pairs;

    WorldSplit(Pairs pairs) {
        this.pairs = pairs;
    }

    /** One of the split's scenes; it depends on seed, split, number and size alone. */
    public Scene scene(long seed, int number, int side) {
        return SceneGenerator.draw(random(seed, number, 0), side, pairs);
    }

    /** Whether a question belongs to the split: training never asks for what it never shows. */
    boolean admits(Candidate question) {
        return question.withheld() == (this == COMBINATIONS);
    }

    /** @param use 0 for the scene itself, others for what is said about it */
    SplitMix64 random(long seed, int number, int use) {
        return SplitMix64.of(SplitMix64.of(seed, 8L * ordinal() + use).next(), number);
    }

    /** The name of its folder. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
