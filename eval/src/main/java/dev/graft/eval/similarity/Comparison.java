package dev.graft.eval.similarity;

import dev.graft.eval.ImageFeatures;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.models.data.ImageRef;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Many images and texts through an image-text model, in batches. */
record Comparison(ImageTextSimilarity model, ImageFeatures features) {
    private static final int BATCH = 64;

    /** The vectors of texts, {@code [texts, contrast width]}. */
    Tensor textVectors(List<String> texts) {
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            parts.add(model.textVectors(texts.subList(from, Math.min(from + BATCH, texts.size()))));
        }
        return joined(parts);
    }

    /** The vectors of an image, {@code [1, ..., contrast width]}. */
    Tensor imageVectors(ImageRef image) {
        return model.imageVectors(features.of(image));
    }

    /** {@code [images, captions]}. */
    float[][] similarities(CaptionedImages data) {
        Tensor texts = textVectors(data.captions());
        return data.images().stream()
                .map(image -> model.similarities(imageVectors(image), texts).toFloatArray())
                .toArray(float[][]::new);
    }

    /** The logits of "no" and "yes" of an image and each of some texts. */
    float[][] matches(ImageTextSimilarity.Matching matcher, ImageRef image, List<String> texts) {
        Tensor seen = features.of(image);
        float[][] logits = new float[texts.size()][];
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> part = texts.subList(from, Math.min(from + BATCH, texts.size()));
            float[] found = matcher.matches(repeated(seen, part.size()), part).toFloatArray();
            for (int i = 0; i < part.size(); i++) {
                logits[from + i] = new float[] {found[2 * i], found[2 * i + 1]};
            }
        }
        return logits;
    }

    private static Tensor repeated(Tensor one, int count) {
        Tensor all = Tensor.allocate(ElementType.FLOAT, count, one.dim(1), one.dim(2));
        var into = all.floats();
        for (int i = 0; i < count; i++) {
            into.put(one.floats());
        }
        return all;
    }

    private static Tensor joined(List<Tensor> parts) {
        long rows = parts.stream().mapToLong(part -> part.dim(0)).sum();
        Tensor all = Tensor.allocate(ElementType.FLOAT, rows, parts.get(0).dim(1));
        var into = all.floats();
        parts.forEach(part -> into.put(part.floats()));
        return all;
    }
}
