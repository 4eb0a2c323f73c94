package dev.graft.eval;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.SeeingModel;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.visual.EncodedImage;
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
    private final Map<ImageSource, EncodedImage> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    public EncodedImages(SeeingModel model) {
        this(model.vision(), model.processor());
    }

    public EncodedImages(VisionEncoder encoder, ImageProcessor processor) {
        this.encoder = encoder;
        this.processor = processor;
    }

    @Override
    public EncodedImage encoded(ImageRef image) {
        EncodedImage known = kept.get(image.source());
        if (known != null) {
            return known;
        }
        PreparedImage prepared = processor.prepare(image.source().toString(), image.bytes());
        EncodedImage encoded = new EncodedImage(encoder.encode(prepared), prepared.grid());
        kept.put(image.source(), encoded);
        bytes += size(encoded);
        Iterator<EncodedImage> oldest = kept.values().iterator();
        while (bytes > MAX_BYTES && kept.size() > 1) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
        return encoded;
    }

    private static long size(EncodedImage image) {
        return image.features().bytes().remaining();
    }
}
