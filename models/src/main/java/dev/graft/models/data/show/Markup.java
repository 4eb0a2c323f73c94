package dev.graft.models.data.show;

/**
 * Writes HTML that is XML too. Whatever a text or a value holds, it stays a text: nothing of a data set becomes an element, an
 * attribute or a script.
 */
final class Markup {
    private final StringBuilder html = new StringBuilder();

    /** @param attributes names and values in turn */
    Markup open(String element, String... attributes) {
        return tag(element, ">", attributes);
    }

    /** An element that holds nothing. */
    Markup empty(String element, String... attributes) {
        return tag(element, "/>", attributes);
    }

    Markup close(String element) {
        html.append("</").append(element).append(">\n");
        return this;
    }

    /** An element of a class that holds a text; nothing where the text is blank. */
    Markup element(String element, String kind, String text) {
        return text.isBlank()
                ? this
                : open(element, "class", kind, "dir", "auto").text(text).close(element);
    }

    Markup text(String text) {
        html.append(escaped(text));
        return this;
    }

    private Markup tag(String element, String end, String... attributes) {
        html.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            html.append(' ').append(attributes[i]).append("=\"");
            html.append(escaped(attributes[i + 1])).append('"');
        }
        html.append(end);
        return this;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
