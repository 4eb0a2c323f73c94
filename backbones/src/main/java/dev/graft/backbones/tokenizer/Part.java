package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A value in a {@code tokenizer.json}, and where it stands.
 *
 * @param pointer as RFC 6901 writes it, such as {@code /decoder/decoders/0}
 */
record Part(Path file, String pointer, JsonNode node) {
    private static final int SHOWN = 80;

    /** A field, or a missing node where there is none. */
    Part field(String name) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return new Part(file, pointer + "/" + escaped, node.path(name));
    }

    Part element(int index) {
        return new Part(file, pointer + "/" + index, node.path(index));
    }

    /** All objects in it, itself first if it is one. */
    List<Part> objects() {
        List<Part> found = new ArrayList<>();
        collect(found);
        return found;
    }

    private void collect(List<Part> found) {
        if (node.isObject()) {
            found.add(this);
            node.fieldNames().forEachRemaining(name -> field(name).collect(found));
        } else {
            for (int i = 0; i < node.size(); i++) {
                element(i).collect(found);
            }
        }
    }

    /** The error that this value is not what the native library can do with. */
    ModelFileException error(String expected, String found) {
        return new ModelFileException(
                file,
                pointer + ": expected " + expected + ", found " + found
                        + ". The native library would end the whole process on it; mend the file or download it again");
    }

    /** The same, with the value itself as what was found. */
    ModelFileException error(String expected) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return error(expected, text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text);
    }
}
