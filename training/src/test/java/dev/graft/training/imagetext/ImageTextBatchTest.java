package dev.graft.training.imagetext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageTextBatchTest {
    private static final long[] RED = {9, 1, 10};
    private static final long[] RED_AGAIN = {9, 1, 10};
    private static final long[] BLUE = {9, 2, 10};

    @Test
    void equalTextsAreNoNegatives() {
        HardNegatives.Alike alike = batch(List.of(RED, RED_AGAIN, BLUE, BLUE), 0, 1, 2, 0);
        assertTrue(alike.test(0, 1), "another image with the same text");
        assertTrue(alike.test(0, 3), "another text of the same image");
        assertFalse(alike.test(0, 2));
        assertTrue(alike.test(2, 2));
    }

    @Test
    void whereAllTextsAreEqualOtherImagesAreNegatives() {
        HardNegatives.Alike alike = batch(List.of(RED, RED_AGAIN, RED), 0, 1, 0);
        assertFalse(alike.test(0, 1));
        assertTrue(alike.test(0, 2));
    }

    private static HardNegatives.Alike batch(List<long[]> texts, int... images) {
        Tensor features = Tensor.allocate(ElementType.FLOAT, images.length, 1, 2);
        ImageTextBatch batch = ImageTextBatch.of(texts, new QFormerText.Ids(9, 10, 11, 13), images, features, 8);
        assertEquals(images.length, batch.size().batch());
        return batch.alike();
    }
}
