package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Texts;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into text and tags.
 *
 * <p>White space is kept as with {@code trim_blocks} and {@code lstrip_blocks}: a line break after a block or comment goes, and
 * so do blanks before one that begins a line; a minus sign takes all white space on its side, a plus sign keeps it.
 */
final class TagSplitter {
    private static final Pattern OPENING = Pattern.compile("\\{(?<kind>[{%#])(?<sign>[-+]?)");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Tag> tags = new ArrayList<>();
    private int position;
    private int line = 1;
    private int counted;
    /** What a tag before took of the text after it: all white space, a line break, or nothing. */
    private String after = "";

    private TagSplitter(String source) {
        this.source = source;
    }

    static List<Tag> split(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        // Jinja drops one line break at the end of a template.
        TagSplitter splitter =
                new TagSplitter(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        splitter.run();
        return splitter.tags;
    }

    private void run() {
        Matcher opening = OPENING.matcher(source);
        while (opening.find(position)) {
            boolean output = opening.group("kind").equals("{");
            text(opening.start(), opening.group("sign"), !output);
            position = opening.end();
            String close = output ? "}}" : opening.group("kind").equals("#") ? "#}" : "%}";
            int end = end(close, opening.start());
            char last = source.charAt(end - 1);
            boolean signed = end > opening.end() && (last == '-' || last == '+');
            String body = source.substring(position, Math.max(position, signed ? end - 1 : end));
            after = signed ? String.valueOf(last) : output ? "" : "\n";
            position = end + 2;
            if (close.equals("%}") && body.strip().equals("raw")) {
                raw();
            } else if (!close.equals("#}")) {
                tags.add(new Tag(output ? Tag.Kind.OUTPUT : Tag.Kind.BLOCK, body, line(opening.start())));
            }
        }
        text(source.length(), "", false);
    }

    /** Text up to a tag, less the white space that the tags around it take. */
    private void text(int end, String sign, boolean block) {
        String text = source.substring(position, end);
        boolean beginsLine = position == 0 || after.equals("\n") && text.startsWith("\n");
        if (after.equals("-")) {
            text = Texts.strip(text, null, true, false);
        } else if (after.equals("\n") && text.startsWith("\n")) {
            text = text.substring(1);
        }
        if (sign.equals("-")) {
            text = Texts.strip(text, null, false, true);
        } else if (sign.isEmpty() && block) {
            int line = text.lastIndexOf('\n') + 1;
            boolean atLine = line > 0 || beginsLine;
            if (atLine && text.substring(line).isBlank()) {
                text = text.substring(0, line);
            }
        }
        if (!text.isEmpty()) {
            tags.add(new Tag(Tag.Kind.TEXT, text, line(position)));
        }
    }

    /** What stands between {@code raw} and {@code endraw} is text. */
    private void raw() {
        Matcher end = RAW_END.matcher(source);
        if (!end.find(position)) {
            throw new InvalidInputException("line " + line(position) + ": 'raw' has no 'endraw'");
        }
        text(end.start(), end.group(1), true);
        position = end.end();
        after = end.group(2).isEmpty() ? "\n" : end.group(2);
    }

    /** Where a tag ends: not within quotes, nor within brackets that are open. */
    private int end(String close, int start) {
        boolean comment = close.equals("#}");
        int depth = 0;
        for (int i = position; i + 1 < source.length(); i++) {
            char c = source.charAt(i);
            if ((comment || depth == 0) && source.startsWith(close, i)) {
                return i;
            } else if (!comment && (c == '\'' || c == '"')) {
                i = quoteEnd(i);
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            }
        }
        throw new InvalidInputException("line " + line(start) + ": a tag is not closed by " + close);
    }

    private int quoteEnd(int start) {
        int i = start + 1;
        while (i < source.length() && source.charAt(i) != source.charAt(start)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Of a place that is not before the one that was asked for last. */
    private int line(int place) {
        for (; counted < place; counted++) {
            line += source.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }
}
