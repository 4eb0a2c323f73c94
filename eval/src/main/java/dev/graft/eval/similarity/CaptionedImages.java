package dev.graft.eval.similarity;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.imagetext.QFormerText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images, each with one caption or more.
 *
 * @param imageOf the image of each caption, from 0
 */
public record CaptionedImages(List<ImageRef> images, List<String> captions, List<Integer> imageOf) {
    public CaptionedImages {
        images = List.copyOf(images);
        captions = List.copyOf(captions);
        imageOf = List.copyOf(imageOf);
    }

    /**
     * All captions of samples, each as often as it is there; of a question and its answer, both together.
     *
     * @param most images, the first ones with all their captions; 0 for all
     * @throws dev.graft.tensors.ModelFileException if a sample has no image
     */
    public static CaptionedImages of(List<Sample> samples, int most) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<ImageRef> images = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        List<Integer> imageOf = new ArrayList<>();
        for (Sample sample : samples) {
            ImageRef image = sample.requireImage();
            if (!numbers.containsKey(sample.group()) && most > 0 && numbers.size() == most) {
                continue;
            }
            int number = numbers.computeIfAbsent(sample.group(), added -> {
                images.add(image);
                return images.size() - 1;
            });
            List<String> said = sample.question().isBlank() ? sample.answers() : List.of(QFormerText.of(sample));
            said.forEach(caption -> {
                captions.add(caption);
                imageOf.add(number);
            });
        }
        return new CaptionedImages(images, captions, imageOf);
    }
}
