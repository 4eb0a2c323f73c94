package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.ModelFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Opens the Rust library of Hugging Face through DJL. */
final class NativeTokenizer {
    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");

    static {
        // Without the first, DJL tries to download a CUDA build on some GPU machines; the second stops a call home.
        setUnlessGiven("RUST_FLAVOR", "cpu");
        setUnlessGiven("OPT_OUT_TRACKING", "true");
    }

    private NativeTokenizer() {}

    private static void setUnlessGiven(String name, String value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** {@code json} must have passed {@link TokenizerFile#read}. */
    static HuggingFaceTokenizer open(TokenizerFile parsed, byte[] json, Trial trial) {
        loadLibrary();
        TrialRecord.require(trial, parsed, json);
        Path file = parsed.path();
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw new ModelFileException(
                    file,
                    "the tokenizer is not understood: " + e.getMessage()
                            + ". It may be of a newer format, or damaged; download it again",
                    e);
        }
    }

    private static void loadLibrary() {
        try {
            TokenizerLibrary.load();
        } catch (LinkageError | RuntimeException e) {
            throw new RuntimeFailure(
                    "the native library of DJL's tokenizers cannot be loaded: " + e.getMessage()
                            + ". It is unpacked into the folder 'native' of the cache; set the environment variable"
                            + " GRAFT_CACHE to a folder that can be written and from which programs may be run",
                    e);
        }
    }
}
