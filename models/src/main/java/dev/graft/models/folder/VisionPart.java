package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.visual.EncodedImage;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** The part of a model that sees: a frozen vision encoder, and what prepares images for it. */
public record VisionPart(VisionEncoder encoder, ImageProcessor processor) implements AutoCloseable {
    /**
     * Opens that of a model folder. Pictures are prepared as the folder itself says, or else as the encoder's does.
     *
     * @throws dev.graft.tensors.ModelFileException if it is missing, damaged, or another than the model was trained with
     */
    public static VisionPart open(Path folder, ModelDescription description, SessionConfig session) {
        BackbonePlace place = description.vision().locate(ModelDescription.VISION, folder);
        try (OpenParts open = new OpenParts()) {
            VisionEncoder encoder =
                    open.add(VisionEncoder.open(place, VisionFeatures.parse(description.features()), session));
            description.vision().require(ModelDescription.VISION, BackboneReference.of(place, encoder));
            if (encoder.tokens() > 0 && encoder.tokens() != description.featureTokens()) {
                throw new ModelFileException(
                        folder.resolve(ModelFolder.CONFIG),
                        "'feature_tokens' is " + description.featureTokens() + ", and '" + encoder.id() + "' gives "
                                + encoder.tokens() + " as '" + description.features()
                                + "'; put the file back as it was written");
            }
            ImageProcessor processor = ImageProcessor.load(ModelFolder.preparing(folder, place));
            encoder.requireImagesOf(processor);
            return open.handOver(new VisionPart(encoder, description.fitting(processor)));
        }
    }

    /** The feature vectors of one image, or tile, of an encoder's own size; found by encoding one where nothing tells. */
    public static int featureTokens(VisionEncoder encoder) {
        if (encoder.tokens() > 0) {
            return encoder.tokens();
        }
        long[] image = encoder.imageShape();
        Tensor black = Tensor.allocate(ElementType.FLOAT, 1, image[0], image[1], image[2]);
        return Math.toIntExact(encoder.encode(black).dim(1));
    }

    /** What the encoder sees of an image, tile by tile. */
    public EncodedImage encode(BufferedImage image) {
        return encode(processor.prepare(image));
    }

    private EncodedImage encode(PreparedImage image) {
        return new EncodedImage(encoder.encode(image), image.grid());
    }

    /** What the encoder sees of an image file: {@code [1, feature tokens, vision width]}. */
    public Tensor features(Path image) {
        return encoder.encode(processor.process(image));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
