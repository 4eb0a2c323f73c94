package dev.graft.models.folder;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How the pictures of a model are prepared that is imported: as its checkpoint says, or else as its vision encoder's folder does. */
final class ImportedPictures {
    private ImportedPictures() {}

    /**
     * Refuses pictures of other sizes than the encoder takes. Who prepares pictures with a file that cannot be read says what is wrong.
     *
     * @param folder of the encoder
     * @param own the text of the model's {@code preprocessor_config.json}
     * @throws ModelFileException if they do not fit
     */
    static void require(VisionEncoder encoder, Path folder, Optional<String> own) {
        own.map(ImportedPictures::read).orElseGet(() -> load(folder)).ifPresent(encoder::requireImagesOf);
    }

    /** As from the model folder, where nothing else says more. */
    private static Optional<ImageProcessor> read(String text) {
        try {
            Path folder = Files.createTempDirectory("graft");
            Path file = folder.resolve(ModelFolder.PREPROCESSING);
            try {
                Files.writeString(file, text);
                return load(folder);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be written to", e);
        }
    }

    private static Optional<ImageProcessor> load(Path folder) {
        try {
            return Optional.of(ImageProcessor.load(folder));
        } catch (ModelFileException e) {
            return Optional.empty();
        }
    }
}
