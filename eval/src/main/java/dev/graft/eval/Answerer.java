package dev.graft.eval;

import dev.graft.backbones.GenerationOptions;
import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Lets a model answer the questions of a data set, many at a time. */
public final class Answerer {
    private final VisionLanguageModel model;
    private final ImageFeatures features;
    private final GenerationOptions options;
    private final int batch;

    /**
     * A way to answer.
     *
     * @param features of the images that will be asked about
     * @param batch questions answered at once
     */
    public Answerer(VisionLanguageModel model, ImageFeatures features, GenerationOptions options, int batch) {
        this.model = model;
        this.features = features;
        this.options = options;
        this.batch = batch;
    }

    /**
     * Answers all questions in order, each about its sample's image.
     *
     * @param progress told the number of answers so far
     */
    public List<String> answer(List<Sample> samples, LongConsumer progress) {
        return answer(samples, part -> model.visualTokens(stacked(images(part))), progress);
    }

    /** As {@link #answer}, under {@link Condition#BLIND}: all about the mean of the samples' images. */
    public List<String> answerBlind(List<Sample> samples, LongConsumer progress) {
        Tensor mean = meanTokens(new LinkedHashSet<>(images(samples)));
        return answer(samples, part -> repeated(mean, part.size()), progress);
    }

    /** As {@link #answer}, under {@link Condition#TEXT_ONLY}. */
    public List<String> answerText(List<Sample> samples, LongConsumer progress) {
        return answer(samples, part -> null, progress);
    }

    private List<String> answer(List<Sample> samples, Function<List<Sample>, Tensor> visual, LongConsumer progress) {
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += batch) {
            List<Sample> part = samples.subList(from, Math.min(from + batch, samples.size()));
            List<String> questions = part.stream().map(Sample::question).toList();
            answers.addAll(model.answerSeeing(visual.apply(part), questions, options));
            progress.accept(answers.size());
        }
        return answers;
    }

    private static List<ImageRef> images(List<Sample> samples) {
        return samples.stream().map(Sample::requireImage).toList();
    }

    private Tensor stacked(List<ImageRef> images) {
        Tensor all = null;
        for (int row = 0; row < images.size(); row++) {
            Tensor one = features.of(images.get(row));
            if (all == null) {
                all = Tensor.allocate(one.type(), images.size(), one.dim(1), one.dim(2));
            }
            all.floats().position(Math.toIntExact(row * one.size())).put(one.floats());
        }
        return all;
    }

    /** {@code [1, visual tokens, width]}; every image counts once, however many questions there are about it. */
    private Tensor meanTokens(Set<ImageRef> images) {
        double[] sum = {};
        long[] shape = {};
        for (ImageRef image : images) {
            Tensor tokens = model.visualTokens(features.of(image));
            float[] values = tokens.toFloatArray();
            if (sum.length == 0) {
                sum = new double[values.length];
                shape = tokens.shape();
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
            }
        }
        Tensor mean = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < sum.length; i++) {
            mean.floats().put(i, (float) (sum[i] / images.size()));
        }
        return mean;
    }

    private static Tensor repeated(Tensor row, int times) {
        Tensor all = Tensor.allocate(row.type(), times, row.dim(1), row.dim(2));
        var into = all.floats();
        for (int i = 0; i < times; i++) {
            into.put(row.floats());
        }
        return all;
    }
}
