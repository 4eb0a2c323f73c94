package dev.graft.models.export.template;

import java.util.ArrayList;
import java.util.List;

/** A chat template in Jinja that puts the texts of a prompt format between the parts of a conversation. */
record JinjaTurns(TurnTexts texts, String token) {
    private static final String IMAGE = "{image}";

    @Override
    public String toString() {
        return String.join(
                        "\n",
                        "{%- set state = namespace(opening='first', images=0, words='') -%}",
                        "{%- for message in messages -%}",
                        "    {%- set state.images = 0 -%}",
                        "    {%- set state.words = '' -%}",
                        "    {%- if message['content'] is string -%}",
                        "        {%- set state.words = message['content'] -%}",
                        "    {%- else -%}",
                        "        {%- for part in message['content'] -%}",
                        "            {%- if part['type'] == 'image' -%}",
                        "                {%- set state.images = state.images + 1 -%}",
                        "            {%- elif part['type'] == 'text' -%}",
                        "                {%- set state.words = state.words + (' ' if state.words else '') + part['text'] -%}",
                        "            {%- endif -%}",
                        "        {%- endfor -%}",
                        "    {%- endif -%}",
                        "    {%- if message['role'] == 'system' -%}",
                        "        " + put(texts.beforeInstruction()) + "{{- state.words -}}",
                        "        {%- set state.opening = 'told' -%}",
                        "    {%- elif message['role'] == 'assistant' -%}",
                        "        " + put(texts.beforeAnswer()) + "{{- state.words -}}",
                        "        {%- set state.opening = 'later' -%}",
                        "        {%- if loop.last -%}" + put(texts.end()) + "{%- endif -%}",
                        "    {%- else -%}",
                        texts.asks() ? "" : "        {%- set state.words = '' -%}",
                        opening("first", texts.first()),
                        opening("told", texts.afterInstruction()),
                        opening("later", texts.later()),
                        "        {%- for i in range(state.images) -%}",
                        "            {%- if not loop.first -%}" + put(texts.between()) + "{%- endif -%}",
                        "            " + put(texts.image()),
                        "        {%- endfor -%}",
                        "        {%- if state.words -%}",
                        "            {%- if state.images -%}" + put(texts.afterImages()) + "{%- endif -%}",
                        "            {{- state.words -}}" + put(texts.closing()),
                        "        {%- else -%}",
                        "            " + put(texts.closingBlank()),
                        "        {%- endif -%}",
                        "    {%- endif -%}",
                        "{%- endfor -%}")
                + "\n";
    }

    private String opening(String name, TurnTexts.Opening opening) {
        return "        {%- if state.opening == '" + name + "' -%}{%- if not state.words -%}" + put(opening.blank())
                + "{%- elif state.images -%}" + put(opening.image()) + "{%- else -%}" + put(opening.words())
                + "{%- endif -%}{%- endif -%}";
    }

    /** What writes a text, in which the token for images and those at the ends of a text stand for what they are. */
    private String put(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (String piece : text.split("(?=\\{(image|begin|end)})|(?<=\\{(image|begin|end)})")) {
            String special = switch (piece) {
                case "{begin}" -> "bos_token";
                case "{end}" -> "eos_token";
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
            parts.add("'"
                    + plain.toString().replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'");
            plain.setLength(0);
        }
    }
}
