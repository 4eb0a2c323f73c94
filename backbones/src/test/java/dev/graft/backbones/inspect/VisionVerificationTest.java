package dev.graft.backbones.inspect;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.autodiff.GradientCheck;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features and gradients against PyTorch's, and gradients against finite differences. */
class VisionVerificationTest {
    @ParameterizedTest
    @ValueSource(strings = {"vit", "clip_vision", "resnet"})
    void featuresAndGradientEqualPyTorch(String name) {
        checkAgainstPyTorch(SharedData.path("fixtures/backbones/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit", "clip_vision", "resnet"})
    void ourOwnEqualPyTorch(String name) {
        checkAgainstPyTorch(Checkout.tiny(name));
    }

    /** DINOv2 resizes its table of positions to the image. */
    @ParameterizedTest
    @ValueSource(strings = {"golden_12x12.safetensors", "golden_20x16.safetensors"})
    void imagesOfOtherSizesThanTheTableOfPositions(String golden) {
        checkAgainstPyTorch(Checkout.tiny("dinov2"), golden);
    }

    private static void checkAgainstPyTorch(Path folder) {
        checkAgainstPyTorch(folder, "golden.safetensors");
    }

    private static void checkAgainstPyTorch(Path folder, String golden) {
        try (VisionEncoder encoder = VisionEncoder.open(folder, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            VisionVerification found =
                    VisionVerification.against(encoder, folder.resolve(golden), SessionConfig.DEFAULT);
            assertTrue(found.featuresRelError() < 1e-4, found::toString);
            assertTrue(found.gradientRelError() < 1e-4, found::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixtures/backbones/vit", "backbones/mobilenet-v2"})
    void gradientEqualsDifferences(String name) {
        // The kinks of MobileNet's rectifiers show at every step that single precision resolves.
        checkByDifferences(SharedData.path(name), name.contains("mobilenet") ? 0.1 : 1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit", "clip_vision"})
    void ourOwnGradientEqualsDifferences(String name) {
        checkByDifferences(Checkout.tiny(name), 1e-3);
    }

    private static void checkByDifferences(Path folder, double tolerance) {
        try (VisionEncoder encoder = VisionEncoder.open(folder, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            GradientCheck check = VisionVerification.byDifferences(encoder, 1, SessionConfig.DEFAULT);
            assertTrue(check.relativeError() < tolerance, check::toString);
        }
    }

    @Test
    void referenceBelongsToTheLastHiddenState() {
        Path folder = Checkout.tiny("vit");
        try (VisionEncoder encoder = VisionEncoder.open(folder, VisionFeatures.layer(-2), SessionConfig.DEFAULT)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> VisionVerification.against(
                            encoder, folder.resolve("golden.safetensors"), SessionConfig.DEFAULT));
        }
    }
}
