package dev.graft.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import org.junit.jupiter.api.Test;

class ValueMemoryTest {
    private static final int VECTOR = 100 * Float.BYTES;

    private final GraphBuilder g = new GraphBuilder("memory");
    private final Value x = g.input("x", ElementType.FLOAT, 10, 10);

    private long peak(Value result) {
        g.output("y", result);
        Graph graph = g.build();
        return ValueMemory.peak(graph, TypeInference.infer(graph));
    }

    @Test
    void aChainTakesTheSamePlaceAllTheWay() {
        assertEquals(VECTOR, peak(x.exp().tanh().reshape(100).relu()));
    }

    @Test
    void aValueIsHeldUntilItsLastReader() {
        Value first = x.exp();
        Value second = first.tanh();
        assertEquals(2 * VECTOR, peak(second.sigmoid().multiply(first)));
    }

    @Test
    void aProductNeedsAPlaceOfItsOwn() {
        assertEquals(2 * VECTOR, peak(x.exp().matMul(x).matMul(x)));
    }

    @Test
    void aViewKeepsWhatItIsOf() {
        Value first = x.exp();
        Value view = first.reshape(100);
        Value other = x.matMul(x).matMul(x);
        assertEquals(3 * VECTOR, peak(view.reshape(10, 10).add(other)), "the view's place beside both of a product");
    }

    @Test
    void aViewTellsTheSizeOfWhatItIsOf() {
        Value size = g.input("size", ElementType.INT64, 2);
        Value unknown = g.scalar(ElementType.FLOAT, 1).expand(size);
        assertEquals(2 * VECTOR, peak(unknown.reshape(10, 10).matMul(x)));
    }

    @Test
    void inputsAreNotCounted() {
        assertEquals(Float.BYTES, peak(x.sumAll()));
    }
}
