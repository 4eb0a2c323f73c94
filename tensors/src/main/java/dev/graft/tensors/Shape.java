package dev.graft.tensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of a value in a graph: each dimension a size, or a name where the size is known only at run time.
 *
 * @param dims one entry per axis
 */
public record Shape(List<Dim> dims) {
    /**
     * One dimension.
     *
     * @param size the number of elements, or -1 where it is not known before the run
     * @param name what the file calls an unknown size; empty for none. Two unknown sizes of one name are equal
     */
    public record Dim(long size, String name) {
        public static final Dim UNKNOWN = new Dim(-1, "");

        public boolean isKnown() {
            return size >= 0;
        }

        /** Whether both dimensions are certain to have the same size. */
        public boolean mustEqual(Dim other) {
            return isKnown() ? size == other.size : !name.isEmpty() && name.equals(other.name) && !other.isKnown();
        }

        @Override
        public String toString() {
            return isKnown() ? Long.toString(size) : name.isEmpty() ? "?" : name;
        }
    }

    public Shape {
        dims = List.copyOf(dims);
    }

    /** A shape of known sizes. */
    public static Shape of(long... sizes) {
        return new Shape(
                Arrays.stream(sizes).mapToObj(size -> new Dim(size, "")).toList());
    }

    /** A shape from sizes ({@link Number}) and names of sizes ({@link String}). */
    public static Shape of(Object... dims) {
        List<Dim> list = new ArrayList<>();
        for (Object dim : dims) {
            if (dim instanceof Number number) {
                list.add(new Dim(number.longValue(), ""));
            } else {
                list.add(new Dim(-1, (String) dim));
            }
        }
        return new Shape(list);
    }

    public int rank() {
        return dims.size();
    }

    /** One dimension; a negative axis counts from the end. */
    public Dim dim(int axis) {
        return dims.get(axis < 0 ? axis + rank() : axis);
    }

    public boolean isStatic() {
        return dims.stream().allMatch(Dim::isKnown);
    }

    /** The sizes, -1 where unknown. */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    /** The number of elements of a static shape. */
    public long elementCount() {
        if (!isStatic()) {
            throw new IllegalStateException("the shape " + this + " is not known before the run");
        }
        return Tensor.elementCount(sizes());
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
