package dev.graft.backbones.language;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;

/** The target tokens of a batch, one after the other, padded to a fixed count. */
public final class TargetList {
    private final Tensor index;
    private final Tensor ids;
    private int count;

    public TargetList(int capacity) {
        this.index = Tensor.allocate(ElementType.INT64, capacity, 2);
        this.ids = Tensor.allocate(ElementType.INT64, capacity);
    }

    public void add(int row, int position, long id) {
        LongBuffer places = index.longs();
        places.put(2 * count, row);
        places.put(2 * count + 1, position);
        ids.longs().put(count, id);
        count++;
    }

    public Tensor index() {
        return index;
    }

    public Tensor ids() {
        return ids;
    }

    public int count() {
        return count;
    }
}
