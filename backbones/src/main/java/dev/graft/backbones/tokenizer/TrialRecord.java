package dev.graft.backbones.tokenizer;

import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.files.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which files have passed their trial, in this process and, in the private folder of the native library, in earlier ones. */
final class TrialRecord {
    private static final System.Logger LOG = System.getLogger(TrialRecord.class.getName());
    private static final Set<String> PASSED = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private TrialRecord() {}

    /** Has a file tried, unless it passed already, or none is due. */
    static void require(Trial trial, TokenizerFile file, byte[] json) {
        if (trial == Trial.OF_UNUSUAL_FILES && !file.isUnusual()) {
            return;
        }
        String hash = HexFormat.of().formatHex(FileHash.digest().digest(json));
        if (PASSED.contains(hash) || isNoted(hash)) {
            return;
        }
        try {
            TokenizerTrial.run(file.path(), json, TrialTexts.of(file.addedTokens()), file.vocabularySize());
        } catch (RuntimeFailure e) {
            if (trial == Trial.OF_ALL_FILES) {
                throw e;
            }
            if (!SAID.getAndSet(true)) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage() + ". Tokenizers are opened without a trial");
            }
            return;
        }
        PASSED.add(hash);
        note(hash);
    }

    private static boolean isNoted(String hash) {
        return TokenizerLibrary.file()
                .filter(library -> Files.exists(mark(library, hash)))
                .isPresent();
    }

    private static void note(String hash) {
        TokenizerLibrary.file().ifPresent(library -> {
            try {
                Files.createFile(mark(library, hash));
            } catch (IOException e) {
                return; // noted by another process, or tried again the next time
            }
        });
    }

    /** Beside the library, since another one may fail where this did not. */
    private static Path mark(Path library, String hash) {
        return library.resolveSibling("passed-" + hash);
    }
}
