package dev.graft.models.export.template;

import dev.graft.models.prompt.PromptFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A prompt format as a template of Ollama, in the language of Go's {@code text/template}. Ollama puts the places of images, {@code
 * [img-0]} and so on, in front of the words of their turn, and the template puts what the format has behind an image behind the first
 * of them: a turn with one image is written as the format does. What stands in front of every text llama.cpp adds by itself.
 *
 * @param begin the text of the token that begins a text, for formats that write it between turns
 * @param end the text of the token that ends an answer
 */
public record OllamaTemplate(TurnTexts texts, String begin, String end) {
    /** The length of {@code [img-0]}; a conversation has at most ten images so. */
    private static final int MARK = 7;

    /**
     * The template of a format.
     *
     * @throws dev.graft.tensors.InvalidInputException if the format cannot be written so
     */
    public static String of(PromptFormat format, String begin, String end) {
        TurnTexts texts = TurnTexts.of(format);
        texts.requireSame(
                format,
                conversation ->
                        TurnTexts.withoutBegin(format.write(conversation).toString()));
        return new OllamaTemplate(texts, begin, end).toString();
    }

    @Override
    public String toString() {
        return "{{- $opening := 0 }}{{ range .Messages }}{{ $words := .Content }}"
                + "{{ if eq .Role \"system\" }}" + put(texts.beforeInstruction()) + "{{ $words }}{{ $opening = 1 }}"
                + "{{ else if eq .Role \"assistant\" }}" + put(texts.beforeAnswer()) + "{{ $words }}{{ $opening = 2 }}"
                + "{{ else }}{{ $image := \"\" }}"
                + "{{ if ge (len $words) " + MARK + " }}{{ if eq (slice $words 0 5) \"[img-\" }}"
                + "{{ $image = slice $words 0 " + MARK + " }}{{ $words = slice $words " + MARK + " }}{{ end }}{{ end }}"
                + (texts.asks() ? "" : "{{ $words = \"\" }}")
                + "{{ if not $words }}" + opening(TurnTexts.Opening::blank) + "{{ $image }}" + put(texts.closingBlank())
                + "{{ else if $image }}" + opening(TurnTexts.Opening::image) + "{{ $image }}" + put(texts.afterImages())
                + "{{ $words }}" + put(texts.closing())
                + "{{ else }}" + opening(TurnTexts.Opening::words) + "{{ $words }}" + put(texts.closing())
                + "{{ end }}{{ end }}{{ end }}";
    }

    private String opening(Function<TurnTexts.Opening, String> form) {
        List<String> forms = Stream.of(texts.first(), texts.afterInstruction(), texts.later())
                .map(form)
                .map(this::put)
                .toList();
        return "{{ if eq $opening 0 }}" + forms.get(0) + "{{ else if eq $opening 1 }}" + forms.get(1) + "{{ else }}"
                + forms.get(2) + "{{ end }}";
    }

    /** A text as what a template writes. */
    private String put(String text) {
        String plain = text.replace("{begin}", begin).replace("{end}", end).replace("{image}", "");
        return plain.isEmpty()
                ? ""
                : "{{ \"" + plain.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\" }}";
    }
}
