package dev.graft.eval;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.TrainedModel;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.tensors.Tensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Features of images that the model itself computes; those used last are kept. Not safe for use by
 * several threads.
 */
public final class EncodedImages implements ImageFeatures {
    private static final long MAX_BYTES = 512L << 20;

    private final VisionEncoder encoder;
    private final ImageProcessor processor;
    private final Map<ImageSource, Tensor> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    public EncodedImages(TrainedModel model) {
        this(model.vision(), model.processor());
    }

    public EncodedImages(VisionEncoder encoder, ImageProcessor processor) {
        this.encoder = encoder;
        this.processor = processor;
    }

    @Override
    public Tensor of(ImageRef image) {
        Tensor known = kept.get(image.source());
        if (known != null) {
            return known;
        }
        Tensor features = encoder.encode(processor.process(image.source().toString(), image.bytes()));
        kept.put(image.source(), features);
        bytes += features.bytes().remaining();
        Iterator<Tensor> oldest = kept.values().iterator();
        while (bytes > MAX_BYTES && kept.size() > 1) {
            bytes -= oldest.next().bytes().remaining();
            oldest.remove();
        }
        return features;
    }
}
