package dev.graft.eval;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.TileGrid;
import dev.graft.models.ContextUse;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Parallel;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** A model that answers the questions of a data set, many at a time, in one method and with the same examples. */
public final class Answerer {
    private final VisionLanguageModel model;
    private final ImageFeatures features;
    private final AnswerMethod method;
    private final FewShot fewShot;
    private final int batch;

    /**
     * A way to answer.
     *
     * @param features of the images that will be asked about
     * @param batch questions answered at once
     */
    public Answerer(VisionLanguageModel model, ImageFeatures features, GenerationOptions options, int batch) {
        this(model, features, AnswerMethod.generating(options), FewShot.NONE, batch);
    }

    /** As above, with examples in each prompt and another way to come to an answer. */
    public Answerer(
            VisionLanguageModel model, ImageFeatures features, AnswerMethod method, FewShot fewShot, int batch) {
        this.model = model;
        this.features = features;
        this.method = method;
        this.fewShot = fewShot;
        this.batch = batch;
    }

    /** How much of the context it takes to ask a question about other images than its own, and to read its answer. */
    ContextUse contextUse(Sample sample, UnaryOperator<ImageRef> shown) {
        List<String> candidates = method.candidates(sample);
        return model.contextUse(
                fewShot.ask(sample, shown), candidates.isEmpty() ? List.of(sample.target()) : candidates, this::grid);
    }

    /** How many tokens are read before a question's answer. */
    public int promptTokens(Sample sample) {
        return model.contextUse(fewShot.ask(sample), List.of(), this::grid).prompt();
    }

    /** How many visual tokens an image of some questions takes, in words; empty where they have none. */
    public String visualTokens(List<Sample> samples) {
        Map<ImageRef, Integer> shownWith = new LinkedHashMap<>();
        for (Sample sample : samples) {
            Conversation<ImageRef> asked = fewShot.ask(sample);
            int images = asked.question().images().size()
                    + asked.history().stream()
                            .mapToInt(shot -> shot.question().images().size())
                            .sum();
            sample.images().forEach(image -> shownWith.put(image.image(), images));
        }
        List<Map.Entry<ImageRef, Integer>> images = List.copyOf(shownWith.entrySet());
        List<Integer> tokens = Parallel.map(0, images.size(), i -> {
            Map.Entry<ImageRef, Integer> shown = images.get(i);
            return model.sequence(grid(shown.getKey()), shown.getValue()).tokens();
        });
        String counts = VisualSequence.summary(tokens.stream().mapToInt(count -> count));
        return counts.isEmpty() ? "" : "an image takes " + counts + " visual tokens";
    }

    private TileGrid grid(ImageRef image) {
        ImageProcessor processor = model.processor();
        return processor.tiles() ? processor.grid(image.source().toString(), image.bytes()) : TileGrid.whole(1, 1);
    }

    /** The most tokens that the language model reads. */
    int context() {
        return model.language().config().contextLength().orElse(Integer.MAX_VALUE);
    }

    /** Whether the answer is written, and so can end early. */
    boolean writes(Sample sample) {
        return method.candidates(sample).isEmpty();
    }

    /**
     * Answers all questions in order, each about its sample's images.
     *
     * @param progress told the number of answers so far
     */
    public List<String> answer(List<Sample> samples, LongConsumer progress) {
        return answerShown(samples, image -> image, progress);
    }

    /** As {@link #answer}, with other images in place of the samples' own; the examples keep theirs. */
    public List<String> answerShown(List<Sample> samples, UnaryOperator<ImageRef> shown, LongConsumer progress) {
        return answer(samples, part -> seeing(part, shown), progress);
    }

    /** As {@link #answer}, under {@link Condition#BLIND}: all images, or all their tiles, are the mean of the samples' images. */
    public List<String> answerBlind(List<Sample> samples, LongConsumer progress) {
        Tensor mean = meanTile(new LinkedHashSet<>(images(samples)));
        return answer(
                samples,
                part -> each(
                        part,
                        sample -> fewShot.ask(sample)
                                .map(image -> model.seeAlike(
                                        mean, features.encoded(image).grid()))),
                progress);
    }

    /** As {@link #answer}, under {@link Condition#TEXT_ONLY}, in the examples too. */
    public List<String> answerText(List<Sample> samples, LongConsumer progress) {
        return answer(samples, part -> each(part, sample -> fewShot.ask(sample).withoutImages()), progress);
    }

    /** How probable the answers are that {@link #answer} gave, one after the other. */
    public double[] probabilities(List<Sample> samples, List<String> answers, LongConsumer progress) {
        double[] probabilities = new double[samples.size()];
        for (int i = 0; i < probabilities.length; i++) {
            List<Sample> one = List.of(samples.get(i));
            Conversation<SeenImage> asked = seeing(one, image -> image).get(0);
            probabilities[i] = method.probability(model, asked, samples.get(i), answers.get(i));
            progress.accept(i + 1L);
        }
        return probabilities;
    }

    private static List<Conversation<SeenImage>> each(
            List<Sample> samples, Function<Sample, Conversation<SeenImage>> conversation) {
        return samples.stream().map(conversation).toList();
    }

    private List<String> answer(
            List<Sample> samples, Function<List<Sample>, List<Conversation<SeenImage>>> asked, LongConsumer progress) {
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += batch) {
            List<Sample> part = samples.subList(from, Math.min(from + batch, samples.size()));
            answers.addAll(method.answers(model, asked.apply(part), part));
            progress.accept(answers.size());
        }
        return answers;
    }

    /** All images of the prompts go through the adapter together. */
    private List<Conversation<SeenImage>> seeing(List<Sample> samples, UnaryOperator<ImageRef> shown) {
        List<Conversation<ImageRef>> asked = new ArrayList<>();
        List<ImageRef> images = new ArrayList<>();
        for (Sample sample : samples) {
            sample.requireImages();
            Conversation<ImageRef> conversation = fewShot.ask(sample, shown);
            conversation.history().forEach(shot -> images.addAll(shot.question().images()));
            images.addAll(conversation.question().images());
            asked.add(conversation);
        }
        Iterator<SeenImage> visual =
                model.see(images.stream().map(features::encoded).toList()).iterator();
        return asked.stream()
                .map(conversation -> conversation.map(image -> visual.next()))
                .toList();
    }

    private static List<ImageRef> images(List<Sample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.requireImages().stream())
                .toList();
    }

    /**
     * {@code [visual tokens, width]}, or the features of the vision encoder where visual tokens depend on the question; every image
     * counts once, however many questions there are about it, or tiles of it.
     */
    private Tensor meanTile(Set<ImageRef> images) {
        double[] sum = {};
        long[] shape = {};
        for (ImageRef image : images) {
            Tensor seen = features.of(image);
            List<Tensor> tiles = (model.readsQuestions() ? seen : model.visualTokens(seen)).rows();
            for (Tensor tile : tiles) {
                float[] values = tile.toFloatArray();
                if (sum.length == 0) {
                    sum = new double[values.length];
                    shape = tile.shape();
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += (double) values[i] / tiles.size();
                }
            }
        }
        Tensor mean = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < sum.length; i++) {
            mean.floats().put(i, (float) (sum[i] / images.size()));
        }
        return mean;
    }
}
