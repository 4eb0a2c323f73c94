package dev.graft.eval;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.TrainedModel;
import dev.graft.models.data.ImageRef;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Features of images that the model itself computes from the files; those used last are kept. Not safe for use by
 * several threads.
 */
public final class EncodedImages implements ImageFeatures {
    private static final long MAX_BYTES = 512L << 20;

    private final VisionEncoder encoder;
    private final ImageProcessor processor;
    private final Map<Path, Tensor> kept = new LinkedHashMap<>(16, 0.75f, true);
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
        Tensor known = kept.get(image.file());
        if (known != null) {
            return known;
        }
        Tensor features = encoder.encode(processor.process(image.file()));
        kept.put(image.file(), features);
        bytes += features.bytes().remaining();
        Iterator<Tensor> oldest = kept.values().iterator();
        while (bytes > MAX_BYTES && kept.size() > 1) {
            bytes -= oldest.next().bytes().remaining();
            oldest.remove();
        }
        return features;
    }
}
