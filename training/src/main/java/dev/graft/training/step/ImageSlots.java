package dev.graft.training.step;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.List;

/**
 * How the images of a micro-batch go into its prompts: so many slots, each with features and with the places of its visual
 * tokens.
 *
 * <p>Where every sample has one image there is a slot for each row. Otherwise a row may have several or none, and slots
 * that no image fills write into spare rows, which are cut off again.
 *
 * @param count how many; at least one, so that the trained weights are always in the graph
 * @param spareRows rows of places that nothing reads, behind the prompts; 0 where each row has its slot
 */
record ImageSlots(int count, int spareRows) {
    /**
     * Slots for micro-batches of samples laid out in rows, as few different numbers of them as will do: each needs a session of
     * its own.
     */
    static ImageSlots of(List<List<TrainingSample>> parts, int rows, int tokens, int visualTokens) {
        if (parts.stream()
                .allMatch(samples ->
                        samples.stream().allMatch(sample -> sample.images().size() == 1))) {
            return new ImageSlots(rows, 0);
        }
        int images =
                parts.stream().mapToInt(samples -> images(samples).length).max().orElse(0);
        int half = Math.max(1, rows / 2);
        int count = images <= half ? half : (images + rows - 1) / rows * rows;
        return new ImageSlots(count, Math.toIntExact(((long) count * visualTokens + tokens - 1) / tokens));
    }

    /** The images of samples one after the other. */
    static int[] images(List<TrainingSample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.images().stream())
                .mapToInt(TrainingSample.Shown::image)
                .toArray();
    }

    /**
     * Row and position of each visual token, {@code [slots, visual tokens, 2]} INT64, no two the same.
     *
     * @param rows of the prompts
     * @param known tokens in front of those of a prompt that are counted here
     * @param tokens of a prompt
     */
    Tensor places(List<TrainingSample> samples, int rows, int known, int tokens, int visualTokens) {
        Tensor tensor = Tensor.allocate(ElementType.INT64, count, visualTokens, 2);
        LongBuffer into = tensor.longs();
        for (int row = 0; row < samples.size(); row++) {
            for (TrainingSample.Shown image : samples.get(row).images()) {
                for (int token = 0; token < visualTokens; token++) {
                    into.put(row).put(image.start() - known + token);
                }
            }
        }
        if (spareRows == 0) {
            // Rows of padding keep their visual tokens in front, where nothing reads them.
            for (int row = samples.size(); row < rows; row++) {
                for (int token = 0; token < visualTokens; token++) {
                    into.put(row).put(token);
                }
            }
        }
        for (long place = (long) rows * tokens; into.hasRemaining(); place++) {
            into.put(place / tokens).put(place % tokens);
        }
        return tensor;
    }
}
