package dev.graft.tensors;

/** Where something is wrong, in front of what: the one form in which messages name a file, folder or node. */
public final class Place {
    private Place() {}

    /**
     * A message about a place, {@code [place] problem}.
     *
     * @param place a path, or the name of a node
     */
    public static String at(Object place, String problem) {
        return "[" + place + "] " + problem;
    }
}
