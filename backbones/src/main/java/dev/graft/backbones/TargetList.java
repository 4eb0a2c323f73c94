package dev.graft.backbones;

import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import java.nio.LongBuffer;

/** The target tokens of a batch, one after the other, padded to a fixed count. */
final class TargetList {
    private final Tensor index;
    private final Tensor ids;
    private int count;

    TargetList(int capacity) {
        this.index = Tensor.allocate(ElementType.INT64, capacity, 2);
        this.ids = Tensor.allocate(ElementType.INT64, capacity);
    }

    void add(int row, int position, long id) {
        LongBuffer places = index.longs();
        places.put(2 * count, row);
        places.put(2 * count + 1, position);
        ids.longs().put(count, id);
        count++;
    }

    Tensor index() {
        return index;
    }

    Tensor ids() {
        return ids;
    }

    int count() {
        return count;
    }
}
