package dev.graft.world.scene;

/** The pairs of shape and colour that a scene may hold, some of which are withheld from training. */
public enum Pairs {
    /** None that is withheld from training. */
    SEEN,
    /** At least one that is withheld. */
    WITHHELD,
    /** Any. */
    ALL
}
