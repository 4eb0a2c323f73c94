package dev.graft.eval;

import dev.graft.backbones.GenerationOptions;
import dev.graft.graph.Tensor;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Lets a model answer the questions of a data set, many at a time. */
public final class Answerer {
    private final VisionLanguageModel model;
    private final GenerationOptions options;
    private final int batch;
    private final Map<Path, Tensor> features = new LinkedHashMap<>();

    /**
     * A way to answer.
     *
     * @param batch questions answered at once
     */
    public Answerer(VisionLanguageModel model, GenerationOptions options, int batch) {
        this.model = model;
        this.options = options;
        this.batch = batch;
    }

    /**
     * Answers all questions in order.
     *
     * @param images whether the model sees the samples' images; without, it reads the questions alone
     * @param progress told the number of answers so far
     */
    public List<String> answer(List<Sample> samples, boolean images, LongConsumer progress) {
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += batch) {
            List<Sample> part = samples.subList(from, Math.min(from + batch, samples.size()));
            List<String> questions = part.stream().map(Sample::question).toList();
            answers.addAll(model.answer(images ? features(part) : null, questions, options));
            progress.accept(answers.size());
        }
        return answers;
    }

    private Tensor features(List<Sample> samples) {
        List<Tensor> rows = samples.stream()
                .map(sample -> features.computeIfAbsent(sample.requireImage().file(), this::encode))
                .toList();
        Tensor first = rows.get(0);
        Tensor all = Tensor.allocate(first.type(), rows.size(), first.dim(1), first.dim(2));
        var into = all.floats();
        rows.forEach(row -> into.put(row.floats()));
        return all;
    }

    private Tensor encode(Path image) {
        return model.vision().encode(model.processor().process(image));
    }
}
