package dev.graft.world.scene;

/** Which pairs of shape and colour a scene may hold. */
public enum Pairs {
    /** None that is withheld from training. */
    SEEN,
    /** At least one that is withheld. */
    WITHHELD,
    /** Any. */
    ALL
}
