package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.ArrayList;
import java.util.List;

/** The native library counts characters as Unicode does, Java strings count {@code char}s: this converts. */
final class CodePointSpans {
    private CodePointSpans() {}

    static Encoding toEncoding(String text, ai.djl.huggingface.tokenizers.Encoding encoding) {
        int[] starts = starts(text);
        List<Encoding.Span> spans = new ArrayList<>();
        for (CharSpan span : encoding.getCharTokenSpans()) {
            spans.add(
                    span == null
                            ? new Encoding.Span(0, 0)
                            : new Encoding.Span(at(starts, span.getStart()), at(starts, span.getEnd())));
        }
        return new Encoding(encoding.getIds(), List.of(encoding.getTokens()), spans);
    }

    /** A tokenizer.json whose parts do not fit together can make spans run over the end. */
    private static int at(int[] starts, int character) {
        return starts[Math.min(character, starts.length - 1)];
    }

    /** Where each character begins, and after the last one where the text ends. */
    private static int[] starts(String text) {
        int[] starts = new int[text.codePointCount(0, text.length()) + 1];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
        }
        return starts;
    }
}
