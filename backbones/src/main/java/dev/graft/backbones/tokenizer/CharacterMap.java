package dev.graft.backbones.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The {@code precompiled_charsmap} of a SentencePiece normalizer: how many bytes its trie has, a double-array trie of darts-clone in
 * 32-bit units, and the replacements, texts that end with a zero byte. The native library follows its offsets wherever they lead.
 */
final class CharacterMap {
    private static final int LABEL = 1 << 31 | 0xFF;
    private static final int VALUE = ~(1 << 31);
    private static final int HAS_LEAF = 1 << 8;
    /** No byte of UTF-8 is greater. */
    private static final int GREATEST_BYTE = 0xF4;

    private final Part part;
    private final int[] units;
    private final byte[] texts;

    private CharacterMap(Part part, int[] units, byte[] texts) {
        this.part = part;
        this.units = units;
        this.texts = texts;
    }

    /** Refuses a map that leads out of itself. */
    static void check(Part part) {
        if (!part.node().isTextual()) {
            throw part.error("a text in Base64");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(part.node().textValue());
        } catch (IllegalArgumentException e) {
            throw part.error("a text in Base64", "one that is not: " + e.getMessage());
        }
        read(part, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)).checkTrie();
    }

    private static CharacterMap read(Part part, ByteBuffer bytes) {
        if (bytes.remaining() < Integer.BYTES) {
            throw part.error(
                    "a map of characters, which begins with its size in 4 bytes", bytes.remaining() + " bytes");
        }
        long size = Integer.toUnsignedLong(bytes.getInt());
        if (size < Integer.BYTES || size / Integer.BYTES * Integer.BYTES > bytes.remaining()) {
            throw part.error(
                    "a map of characters with a trie of 4 to " + bytes.remaining() + " bytes",
                    "one of " + size + " bytes");
        }
        int[] units = new int[(int) (size / Integer.BYTES)];
        bytes.asIntBuffer().get(units);
        bytes.position(bytes.position() + units.length * Integer.BYTES);
        byte[] texts = new byte[bytes.remaining()];
        bytes.get(texts);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
        } catch (CharacterCodingException e) {
            throw part.error("replacements in UTF-8", "bytes that are not");
        }
        return new CharacterMap(part, units, texts);
    }

    private void checkTrie() {
        BitSet seen = new BitSet(units.length);
        Deque<Integer> open = new ArrayDeque<>();
        open.push(offset(units[0]));
        while (!open.isEmpty()) {
            int node = open.pop();
            for (int label = 1; label <= GREATEST_BYTE; label++) {
                int at = node ^ label;
                int unit = unit(at);
                if ((unit & LABEL) == label && !seen.get(at)) {
                    seen.set(at);
                    int next = at ^ offset(unit);
                    if ((unit & HAS_LEAF) != 0) {
                        checkText(unit(next) & VALUE);
                    }
                    open.push(next);
                }
            }
        }
    }

    private int unit(int at) {
        if (at < 0 || at >= units.length) {
            throw part.error("a trie that stays within its " + units.length + " units", "one that leads to unit " + at);
        }
        return units[at];
    }

    private void checkText(int start) {
        boolean isBoundary = start == texts.length || start < texts.length && (texts[start] & 0xC0) != 0x80;
        if (!isBoundary) {
            throw part.error(
                    "a trie that names beginnings of its " + texts.length + " bytes of replacements", "byte " + start);
        }
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }
}
