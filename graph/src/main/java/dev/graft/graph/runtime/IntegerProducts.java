package dev.graft.graph.runtime;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.precision.IntegerForm;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;

/** How this processor, by the runtime's code for it, multiplies integers. */
public final class IntegerProducts {
    private static final int WIDTH = 64;
    private static final int LARGEST_UNSIGNED = 255;
    private static final int LARGEST_SIGNED = 127;

    private static IntegerForm form;

    private IntegerProducts() {}

    /** The form of the right operand in which products are right; found out once. */
    public static synchronized IntegerForm form() {
        if (form == null) {
            form = isExact() ? IntegerForm.SIGNED : IntegerForm.UNSIGNED;
        }
        return form;
    }

    /** Whether a product of the largest unsigned and signed numbers is right, and does not overflow on the way. */
    private static boolean isExact() {
        GraphBuilder g = new GraphBuilder("probe of integer products");
        g.output(
                "y",
                g.op(
                        "MatMulInteger",
                        "",
                        Map.of(),
                        ElementType.INT32,
                        g.input("x", ElementType.UINT8, WIDTH, WIDTH),
                        g.constant(filled(ElementType.INT8, LARGEST_SIGNED))));
        Graph graph = g.build();
        try (Session session = Session.open(graph, SessionConfig.DEFAULT.withThreads(1))) {
            Tensor products = session.run(Map.of("x", filled(ElementType.UINT8, LARGEST_UNSIGNED)))
                    .get("y");
            int expected = WIDTH * LARGEST_UNSIGNED * LARGEST_SIGNED;
            for (int i = 0; i < products.size(); i++) {
                if (products.ints().get(i) != expected) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Tensor filled(ElementType type, int value) {
        Tensor tensor = Tensor.allocate(type, WIDTH, WIDTH);
        for (ByteBuffer bytes = tensor.bytes(); bytes.hasRemaining(); ) {
            bytes.put((byte) value);
        }
        return tensor;
    }
}
