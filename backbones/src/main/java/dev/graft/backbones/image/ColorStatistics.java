package dev.graft.backbones.image;

import java.util.List;

/** Means and standard deviations of red, green and blue that are in common use. */
enum ColorStatistics {
    HALF(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
    IMAGENET(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
    CLIP(List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    private final List<Double> mean;
    private final List<Double> deviation;

    ColorStatistics(List<Double> mean, List<Double> deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    List<Double> mean() {
        return mean;
    }

    List<Double> deviation() {
        return deviation;
    }
}
