package dev.graft.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of the repository, and the fenced blocks of one. */
public final class Markdown {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");

    private Markdown() {}

    /** Every document of the checkout, but for what builds and other programs leave there. */
    public static List<Path> documents() {
        try (Stream<Path> files = Files.find(Checkout.root(), 8, (path, attributes) -> isDocument(path))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDocument(Path path) {
        String place = Checkout.root().relativize(path).toString().replace('\\', '/');
        return place.matches("[^/]+\\.md|(docs|examples|\\.github)/.*\\.md") && !place.contains("/target/");
    }

    /** The blocks of a language, without their fences. */
    public static List<String> blocks(String document, String language) {
        return BLOCK.matcher(document)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
