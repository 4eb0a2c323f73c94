package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The process in which a tokenizer is tried. It uses nothing but Java and DJL, so that it starts fast and its class path
 * is short.
 */
final class TrialProcess {
    static final String READY = "ready to try";
    static final String PASSED = "passed the trial";
    static final int REFUSED = 3;

    private TrialProcess() {}

    /**
     * Reads from the standard input the file, texts and a number of ids, each with its length before it; encodes the texts and decodes
     * the ids. Ends with 0 if all went well, with {@value #REFUSED} if the library does not accept the file.
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println(READY);
        DataInputStream in = new DataInputStream(System.in);
        byte[] json = in.readNBytes(in.readInt());
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        }
        int vocabularySize = in.readInt();
        try {
            tryAll(json, texts, vocabularySize);
        } catch (IOException | RuntimeException e) {
            System.out.println(e);
            System.exit(REFUSED);
        }
        System.out.println(PASSED);
        System.exit(0);
    }

    static void tryAll(byte[] json, String[] texts, int vocabularySize) throws IOException {
        Map<String, String> options = Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");
        try (HuggingFaceTokenizer tokenizer =
                HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options)) {
            for (String text : texts) {
                tryText(tokenizer, text);
            }
            tokenizer.decode(new long[0], true);
            int step = Math.max(1, vocabularySize / 2000);
            long[] all = new long[Math.min(vocabularySize, 4000)];
            for (int i = 0; i < all.length; i++) {
                all[i] = (long) i * step % vocabularySize;
                tokenizer.decode(new long[] {all[i]}, false);
            }
            tokenizer.decode(all, true);
            tokenizer.decode(all, false);
        }
    }

    private static void tryText(HuggingFaceTokenizer tokenizer, String text) {
        isTaken(tokenizer, text, true);
        isTaken(tokenizer, text, false);
    }

    /** A text may be refused, which is no reason to refuse the tokenizer. */
    private static boolean isTaken(HuggingFaceTokenizer tokenizer, String text, boolean special) {
        try {
            long[] ids = tokenizer.encode(text, special, false).getIds();
            tokenizer.decode(ids, special);
            tokenizer.batchEncode(new String[] {text, ""}, special, false);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
