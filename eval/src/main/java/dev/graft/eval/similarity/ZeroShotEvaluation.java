package dev.graft.eval.similarity;

import dev.graft.eval.ImageFeatures;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Zero-shot classification: an image belongs to the class whose name its vector is most like, or one of its vectors, of which
 * a Q-Former after BLIP-2's first stage has many.
 *
 * @param classes the names
 * @param templates texts in which {@code {}} stands for a name; a class is the mean of all, see {@link ZeroShotClassifier}
 */
public record ZeroShotEvaluation(
        ImageTextSimilarity model, ImageFeatures features, List<String> classes, List<String> templates) {
    public ZeroShotEvaluation {
        if (model.isContextual()) {
            throw new InvalidInputException("zero-shot classes are vectors with which images are compared, and this"
                    + " model, llip, makes the vector of an image for each text; measure its retrieval");
        }
        classes = List.copyOf(classes);
        templates = List.copyOf(templates);
    }

    /**
     * Classifies the images of samples, whose answer is the name of a class in any case of letters.
     *
     * @param dataset what the report calls the data set
     * @throws IllegalArgumentException if an answer names none of the classes
     */
    public EvaluationReport run(String dataset, List<Sample> samples) {
        Comparison comparison = new Comparison(model, features);
        int[] labels = samples.stream().mapToInt(this::label).toArray();
        ZeroShotClassifier classifier = new ZeroShotClassifier(
                classes.stream().map(name -> prompts(comparison, name)).toList());
        float[][][] images = samples.stream()
                .map(sample -> rows(comparison.imageVectors(sample.requireImage())))
                .toArray(float[][][]::new);
        return EvaluationReport.of(dataset, classifier.evaluate(images, labels));
    }

    private float[][] prompts(Comparison comparison, String name) {
        return rows(comparison.textVectors(templates.stream()
                .map(template -> template.replace(SimilaritySettings.NAME, name))
                .toList()));
    }

    private int label(Sample sample) {
        List<String> names =
                classes.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        int label = names.indexOf(sample.target().strip().toLowerCase(Locale.ROOT));
        if (label < 0) {
            throw new InvalidInputException("sample '" + sample.id() + "' (record " + sample.record()
                    + ") is of the class '" + sample.target() + "', which is none of the " + classes.size()
                    + " candidates; add it to them");
        }
        return label;
    }

    /** The vectors of the last axis. */
    private static float[][] rows(Tensor vectors) {
        int width = (int) vectors.dim(vectors.rank() - 1);
        float[] all = vectors.toFloatArray();
        float[][] rows = new float[all.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }
}
