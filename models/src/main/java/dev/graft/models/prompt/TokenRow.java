package dev.graft.models.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Tokens one after the other, with places for images. */
final class TokenRow {
    private final LongStream.Builder ids = LongStream.builder();
    private final List<EncodedPrompt.VisualSpan> images = new ArrayList<>();
    private final List<Integer> learnt = new ArrayList<>();
    private int length;

    void add(long[] tokens, boolean learn) {
        for (long token : tokens) {
            add(token, learn);
        }
    }

    void add(long token, boolean learn) {
        if (learn) {
            learnt.add(length);
        }
        ids.add(token);
        length++;
    }

    void addImage(int tokens) {
        images.add(new EncodedPrompt.VisualSpan(length, tokens));
        add(new long[tokens], false);
    }

    EncodedPrompt encoded() {
        int[] places = learnt.stream().mapToInt(Integer::intValue).toArray();
        return new EncodedPrompt(ids.build().toArray(), images, places);
    }
}
