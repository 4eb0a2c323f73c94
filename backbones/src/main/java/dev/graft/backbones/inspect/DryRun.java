package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a backbone computes, found out by giving it one image, or one token, where there is memory and time for that. */
public sealed interface DryRun {
    /**
     * It does.
     *
     * @param seconds for opening it and the one run
     */
    record Passed(double seconds) implements DryRun {}

    /** It does not, or what it computes is no number. */
    record Failed(String reason) implements DryRun {}

    /** It was not tried, or not to the end. */
    record Untried(String reason) implements DryRun {}

    /** A backbone that takes longer for one image or token will hardly be trained through. */
    long LIMIT_SECONDS = 60;

    /** Weights are read once, and once more where the runtime arranges or widens them. */
    int COPIES = 2;

    /**
     * Runs it.
     *
     * @param bytes that its weights take when it computes
     * @param features which a vision encoder has; empty where none are known
     */
    static DryRun of(
            BackboneKind kind,
            BackbonePlace place,
            double bytes,
            Optional<VisionFeatures> features,
            SessionConfig session) {
        OptionalLong free = FreeMemory.bytes();
        double needed = COPIES * bytes;
        if (free.isPresent() && needed > free.getAsLong()) {
            return new Untried(String.format(
                    Locale.ROOT,
                    "it may take %.1f GB, and %.1f GB of memory are free",
                    needed / 1e9,
                    free.getAsLong() / 1e9));
        }
        if (kind == BackboneKind.VISION_ENCODER && features.isEmpty()) {
            return new Untried("no features are found in it");
        }
        return limited(() -> kind.isLanguageModel()
                ? readToken(place, session)
                : encodeImage(place, features.orElseThrow(), session));
    }

    private static DryRun limited(Callable<Boolean> work) {
        long start = System.nanoTime();
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "graft-dry-run");
        thread.setDaemon(true);
        thread.start();
        try {
            boolean finite = task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return finite
                    ? new Passed((System.nanoTime() - start) / 1e9)
                    : new Failed(
                            "what it computes is not a number; the file is damaged, or overflows in half precision");
        } catch (TimeoutException e) {
            return new Untried("it was not done within " + LIMIT_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Untried("it was interrupted");
        } catch (ExecutionException e) {
            return failed(e.getCause());
        }
    }

    private static DryRun failed(Throwable cause) {
        if (cause instanceof ModelFileException
                || cause instanceof RuntimeFailure
                || cause instanceof IllegalArgumentException) {
            return new Failed(cause.getMessage());
        }
        if (cause instanceof OutOfMemoryError) {
            return new Untried("there was too little memory");
        }
        return new Failed(cause.toString());
    }

    private static boolean encodeImage(BackbonePlace place, VisionFeatures features, SessionConfig session) {
        try (VisionEncoder encoder = VisionEncoder.open(place, features, session)) {
            if (Files.isRegularFile(place.folder().resolve("preprocessor_config.json"))) {
                encoder.requireImagesOf(ImageProcessor.load(place.folder()));
            }
            long[] image = encoder.imageShape();
            return isFinite(encoder.encode(Tensor.allocate(ElementType.FLOAT, 1, image[0], image[1], image[2]))
                    .toFloatArray());
        }
    }

    private static boolean readToken(BackbonePlace place, SessionConfig session) {
        LanguageModel model = LanguageModel.load(place);
        long token = model.config().bosId().orElse(0);
        try (Generator generator = Generator.open(model, session)) {
            Tensor prompt = generator.embed(new long[] {token});
            double score = generator.score(EmbeddedPrompt.of(prompt), List.of(new long[] {token}))
                    .get(0)[0];
            return isFinite(prompt.toFloatArray()) && Double.isFinite(score);
        }
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
