package dev.graft.models.export.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A chat template in Jinja that puts the texts of a prompt format between the parts of a conversation. */
record JinjaTurns(TurnTexts texts, String token, String end, Set<ImagesAmongWords> refused) {
    private static final String IMAGE = "{image}";

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.addAll(reading());
        lines.addAll(roles());
        lines.addAll(places());
        lines.addAll(images());
        lines.addAll(words());
        return String.join("\n", lines) + "\n";
    }

    /** Goes through the messages, and takes of each its images, those in front of its words, and its words. */
    private static List<String> reading() {
        return List.of(
                "{%- set state = namespace(opening='first', images=0, front=0, texts=0, words='') -%}",
                "{%- for message in messages -%}",
                "    {%- set state.images = 0 -%}",
                "    {%- set state.front = 0 -%}",
                "    {%- set state.texts = 0 -%}",
                "    {%- set state.words = '' -%}",
                "    {%- if message['content'] is string -%}",
                "        {%- set state.words = message['content'] -%}",
                "    {%- else -%}",
                "        {%- for part in message['content'] -%}",
                "            {%- if part['type'] == 'image' -%}",
                "                {%- set state.images = state.images + 1 -%}",
                "                {%- if not state.texts -%}{%- set state.front = state.front + 1 -%}{%- endif -%}",
                "            {%- elif part['type'] == 'text' and part['text'] -%}",
                "                {%- if not state.texts -%}",
                "                    {%- set state.words = part['text'] -%}",
                "                {%- else -%}",
                "                    {%- set state.words = (state.words | trim) -%}",
                "                    {%- if state.words and (part['text'] | trim) -%}",
                "                        {%- set state.words = state.words + ' ' -%}",
                "                    {%- endif -%}",
                "                    {%- set state.words = state.words + (part['text'] | trim) -%}",
                "                {%- endif -%}",
                "                {%- set state.texts = state.texts + 1 -%}",
                "            {%- endif -%}",
                "        {%- endfor -%}",
                "    {%- endif -%}");
    }

    /** Writes what is said before all and what was answered, and begins a question. */
    private List<String> roles() {
        return List.of(
                "    {%- if message['role'] == 'system' -%}",
                "        " + put(texts.beforeInstruction()) + "{{- state.words -}}",
                "        {%- set state.opening = 'told' -%}",
                "    {%- elif message['role'] == 'assistant' -%}",
                "        " + put(texts.beforeAnswer()) + "{{- state.words -}}",
                "        {%- set state.opening = 'later' -%}",
                "        {%- if loop.last -%}" + put(texts.end()) + "{%- endif -%}",
                "    {%- else -%}",
                texts.asks() ? "" : "        {%- set state.words = '' -%}");
    }

    /** Puts one image behind words in front of them, as the format does, and refuses what the format writes in a way of its own. */
    private List<String> places() {
        List<String> lines = new ArrayList<>();
        if (texts.asks()) {
            lines.add(refusal("state.images == 1 and not state.front and state.texts", ImagesAmongWords.ONE));
            lines.add(refusal("state.images > 1 and state.front < state.images", ImagesAmongWords.SEVERAL));
        }
        lines.add(
                "        {%- if state.images == 1 or not state.words -%}{%- set state.front = state.images -%}{%- endif -%}");
        return lines;
    }

    /** Writes the beginning of a question and the images in front. */
    private List<String> images() {
        return List.of(
                opening("first", texts.first()),
                opening("told", texts.afterInstruction()),
                opening("later", texts.later()),
                "        {%- for i in range(state.front) -%}",
                "            {%- if not loop.first -%}" + put(texts.between()) + "{%- endif -%}",
                "            " + put(texts.image()),
                "        {%- endfor -%}");
    }

    /** Writes the words of a question with the images among them, and its end. */
    private List<String> words() {
        return List.of(
                "        {%- if state.words -%}",
                "            {%- if state.front -%}" + put(texts.afterImages()) + "{%- endif -%}",
                "            {%- if state.front < state.images -%}",
                "                {%- for part in message['content'] -%}",
                "                    {%- if part['type'] == 'text' -%}{{- part['text'] -}}",
                "                    {%- elif part['type'] == 'image' and state.front -%}",
                "                        {%- set state.front = state.front - 1 -%}",
                "                    {%- elif part['type'] == 'image' -%}" + put(texts.image()),
                "                    {%- endif -%}",
                "                {%- endfor -%}",
                "            {%- else -%}",
                "                {{- state.words -}}",
                "            {%- endif -%}",
                "            " + put(texts.closing()),
                "        {%- else -%}",
                "            " + put(texts.closingBlank()),
                "        {%- endif -%}",
                "    {%- endif -%}",
                "{%- endfor -%}");
    }

    private String refusal(String condition, ImagesAmongWords places) {
        return refused.contains(places)
                ? "        {%- if " + condition + " -%}{{- raise_exception('this model is not asked with " + places
                        + "; put images in front') -}}{%- endif -%}"
                : "";
    }

    private String opening(String name, TurnTexts.Opening opening) {
        return "        {%- if state.opening == '" + name + "' -%}{%- if not state.words -%}" + put(opening.blank())
                + "{%- elif state.front -%}" + put(opening.image()) + "{%- else -%}" + put(opening.words())
                + "{%- endif -%}{%- endif -%}";
    }

    /** What writes a text, in which the token for images and those at the ends of a text stand for what they are. */
    private String put(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (String piece : text.split("(?=\\{(image|begin|end)})|(?<=\\{(image|begin|end)})")) {
            String special = switch (piece) {
                case "{begin}" -> "bos_token";
                case "{end}" -> end.isEmpty() ? "eos_token" : quoted(end);
                default -> "";
            };
            if (special.isEmpty()) {
                plain.append(piece.equals(IMAGE) ? token : piece);
            } else {
                flush(plain, parts);
                parts.add(special);
            }
        }
        flush(plain, parts);
        return parts.isEmpty() ? "" : "{{- " + String.join(" + ", parts) + " -}}";
    }

    private static void flush(StringBuilder plain, List<String> parts) {
        if (!plain.isEmpty()) {
            parts.add(quoted(plain.toString()));
            plain.setLength(0);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
