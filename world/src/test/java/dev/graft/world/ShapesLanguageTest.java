package dev.graft.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.files.FileHash;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language model that Graft carries comes in by the same door as any other, and stays what it was. */
class ShapesLanguageTest {
    private static final String SHA256 = "2996ff2cb12c5d177c1b6254fd8e1630ccb8c6248faccc166b928ff39071e468";

    /** Expected: what PyTorch computed with the weights that were exported. */
    @Test
    void agreesWithPyTorchAndIsFrozen(@TempDir Path cache) throws URISyntaxException {
        Path folder = EmbeddedBackbone.SHAPES_LANGUAGE.unpack(cache);
        Path golden = Path.of(ShapesLanguageTest.class
                .getResource("shapes-language.safetensors")
                .toURI());
        LanguageModel model = LanguageModel.load(folder);
        assertEquals(160, model.width());
        assertEquals(SHA256, FileHash.sha256(model.files()));
        LanguageVerification found = LanguageVerification.against(model, golden, SessionConfig.DEFAULT);
        assertTrue(found.lossRelError() < 1e-6, found::toString);
        assertTrue(found.gradientRelError() < 1e-5, found::toString);
        assertTrue(found.greedy().orElseThrow().equal(), found::toString);
    }
}
