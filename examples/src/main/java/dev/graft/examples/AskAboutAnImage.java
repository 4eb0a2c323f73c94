package dev.graft.examples;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.models.VisionLanguageModel;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** A question about an image, whose answer is printed while it is made: {@code AskAboutAnImage MODEL IMAGE QUESTION}. */
public final class AskAboutAnImage {
    private AskAboutAnImage() {}

    /** Asks. */
    public static void main(String[] arguments) {
        // Loading takes seconds: an application keeps the model, which many threads may ask.
        try (VisionLanguageModel model = VisionLanguageModel.load(Path.of(arguments[0]))) {
            BufferedImage image = Images.read(Path.of(arguments[1]));
            model.ask(image, arguments[2], GenerationOptions.greedy(32), System.out::print);
            System.out.println();
        }
    }
}
