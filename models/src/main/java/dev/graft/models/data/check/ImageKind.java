package dev.graft.models.data.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** In which form a file holds an image, as its first bytes tell it, whatever its name says. */
public enum ImageKind {
    PNG("png", "\u0089PNG"),
    JPEG("jpg", "\u00ff\u00d8\u00ff"),
    GIF("gif", "GIF8"),
    BMP("bmp", "BM"),
    WEBP("webp", "RIFF"),
    /** What a plug-in of the Java runtime reads. */
    OTHER("img", "");

    private final String ending;
    private final String beginning;

    ImageKind(String ending, String beginning) {
        this.ending = ending;
        this.beginning = beginning;
    }

    /** The form of the bytes of a file. */
    public static ImageKind of(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(kind -> start.startsWith(kind.beginning))
                .findFirst()
                .orElse(OTHER);
    }

    /** The usual ending of the name of such a file, without a dot. */
    public String ending() {
        return ending;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
