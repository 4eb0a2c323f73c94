package dev.graft.models.imagetext;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Captions as BLIP and BLIP-2 read and write them, by the rules of the {@code blip_caption} processor of LAVIS. */
public final class BlipCaption {
    private static final int MOST_WORDS = 50;

    /** Commas, hyphens, apostrophes and question marks stay. */
    private static final Pattern REMOVED = Pattern.compile("[.!\"()*#:;~]");

    /** White space as in Python's regular expressions. */
    private static final Pattern SPACES = Pattern.compile("\\s{2,}", Pattern.UNICODE_CHARACTER_CLASS);

    private BlipCaption() {}

    /** A caption in lower case, without most punctuation, cut after 50 words. */
    public static String cleaned(String caption) {
        String bare = REMOVED.matcher(caption.toLowerCase(Locale.ROOT)).replaceAll(" ");
        String single = SPACES.matcher(bare).replaceAll(" ");
        String trimmed = single.replaceAll("\n+$", "").replaceAll("^ +| +$", "");
        return Arrays.stream(trimmed.split(" ")).limit(MOST_WORDS).collect(Collectors.joining(" "));
    }
}
