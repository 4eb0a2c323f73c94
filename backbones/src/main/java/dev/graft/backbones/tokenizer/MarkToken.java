package dev.graft.backbones.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * A token that stands for something that is no text, such as an image. It is one more added token of {@code tokenizer.json}, as the
 * image token is that transformers adds to a tokenizer without one, so that a text with it in it is one text: what stands
 * behind it is tokenised as a continuation.
 */
final class MarkToken {
    /** Of characters that are in no text: Unicode keeps them for use within programs. */
    static final String CONTENT = "\uFDD0\uFDD1";

    private static final char FIRST = CONTENT.charAt(0);

    private MarkToken() {}

    /** A text without it. */
    static String removed(String text) {
        return text.indexOf(FIRST) < 0 ? text : text.replace(FIRST, '\uFFFD');
    }

    /**
     * A {@code tokenizer.json} with the token.
     *
     * @param addedTokens where the first of its added tokens would stand, in bytes; negative where it has no list of them
     * @param hasOthers whether there are others
     */
    static byte[] add(byte[] json, int addedTokens, boolean hasOthers, int id) {
        String token = "{\"id\":" + id + ",\"content\":\"" + CONTENT
                + "\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":false,\"special\":true}";
        String written = addedTokens < 0 ? "\"added_tokens\":[" + token + "]," : hasOthers ? "," + token : token;
        int place = addedTokens < 0 ? start(json) : addedTokens;
        byte[] inserted = written.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[json.length + inserted.length];
        System.arraycopy(json, 0, whole, 0, place);
        System.arraycopy(inserted, 0, whole, place, inserted.length);
        System.arraycopy(json, place, whole, place + inserted.length, json.length - place);
        return whole;
    }

    /** Behind the brace that opens the file. */
    private static int start(byte[] json) {
        int start = 0;
        while (json[start] != '{') {
            start++;
        }
        return start + 1;
    }
}
