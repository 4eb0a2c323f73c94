package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.testsupport.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** A model folder of MobileNetV2, stories260k and an adapter that was never trained. */
final class SmallModel {
    static final PromptTemplate PROMPT = new PromptTemplate("{image}{question}", " {answer}.");

    private SmallModel() {}

    static Path write(Path folder) throws IOException {
        return write(folder, Map.of("kind", "linear", "tokens", 4, "output_norm", true), "");
    }

    /** With an adapter of some settings that reads texts by a tokenizer of that SHA-256. */
    static Path write(Path folder, Map<String, Object> settings, String textTokenizer) throws IOException {
        Path visionFolder = SharedData.path("backbones/mobilenet-v2");
        Path languageFolder = SharedData.path("backbones/stories260k");
        AdapterSpec spec = AdapterSpec.of(settings);
        try (VisionEncoder vision = VisionEncoder.open(visionFolder, VisionFeatures.POOLED, SessionConfig.DEFAULT)) {
            LanguageModel language = LanguageModel.load(languageFolder);
            VisionLanguageDescription description = new VisionLanguageDescription(
                    spec,
                    PROMPT,
                    PromptReading.DEFAULT,
                    vision.features().toString(),
                    1,
                    BackboneReference.of(BackbonePlace.of(visionFolder), vision),
                    BackboneReference.of(BackbonePlace.of(languageFolder), language));
            Adapter adapter = spec.create(vision.width(), 1, language.width());
            Files.createDirectories(folder);
            VisionLanguageDescription complete = description.withTextTokenizer(textTokenizer);
            Files.writeString(folder.resolve(ModelFolder.CONFIG), complete.toJson());
            AdapterWeights.save(folder.resolve(ModelFolder.WEIGHTS), adapter.initialise(7));
        }
        return folder;
    }

    /** A picture of random rectangles. */
    static BufferedImage picture(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(96, 80, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12; i++) {
            int color = random.nextInt(1 << 24);
            int left = random.nextInt(64);
            int top = random.nextInt(48);
            for (int y = top; y < top + 32; y++) {
                for (int x = left; x < left + 32; x++) {
                    image.setRGB(x, y, color);
                }
            }
        }
        return image;
    }
}
