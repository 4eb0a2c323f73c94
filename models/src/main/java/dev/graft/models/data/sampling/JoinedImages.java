package dev.graft.models.data.sampling;

import dev.graft.models.data.IndexedDataset;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The images of a data set in groups: two that a sample shows together are in one. A union-find forest. */
final class JoinedImages {
    private final IndexedDataset samples;
    private final int[] parent;

    private JoinedImages(IndexedDataset samples) {
        this.samples = samples;
        this.parent = new int[samples.images().size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
    }

    static JoinedImages of(IndexedDataset samples) {
        JoinedImages joined = new JoinedImages(samples);
        for (int i = 0; i < samples.size(); i++) {
            int[] images = samples.imageIndices(i);
            for (int k = 1; k < images.length; k++) {
                joined.join(images[0], images[k]);
            }
        }
        return joined;
    }

    /** The group of an image, by number. */
    int group(int image) {
        return root(image);
    }

    /** The group of several images that more than half of all samples show; empty if there is none. */
    OptionalInt most() {
        int[] shown = new int[parent.length];
        for (int i = 0; i < samples.size(); i++) {
            int[] images = samples.imageIndices(i);
            if (images.length > 0) {
                shown[root(images[0])]++;
            }
        }
        int[] members = new int[parent.length];
        for (int image = 0; image < parent.length; image++) {
            members[root(image)]++;
        }
        return IntStream.range(0, parent.length)
                .filter(group -> members[group] > 1 && shown[group] > samples.size() / 2)
                .findFirst();
    }

    /** The name of an image's group: the first in the alphabet of the names of its images. */
    String name(int image) {
        return samples.images().get(root(image)).name();
    }

    private void join(int one, int other) {
        int first = root(one);
        int second = root(other);
        if (nameOf(first).compareTo(nameOf(second)) <= 0) {
            parent[second] = first;
        } else {
            parent[first] = second;
        }
    }

    private String nameOf(int image) {
        return samples.images().get(image).name();
    }

    private int root(int image) {
        int at = image;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
