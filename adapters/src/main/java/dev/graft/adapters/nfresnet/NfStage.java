package dev.graft.adapters.nfresnet;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Blocks of one width in a residual network; the first may halve height and width.
 *
 * @param blocks how many
 * @param width channels that they give
 */
record NfStage(int blocks, int width) {
    /** Parses stages such as {@code 3x256,4x512}: number of blocks and width of each. */
    static List<NfStage> parse(String text) {
        if (!text.matches("[1-9]\\d{0,2}x[1-9]\\d{0,4}(,[1-9]\\d{0,2}x[1-9]\\d{0,4})*")) {
            throw new InvalidInputException(
                    "unknown stages '" + text + "'; expected blocks and width of each, such as 3x256,4x512");
        }
        return Stream.of(text.split(","))
                .map(stage -> stage.split("x"))
                .map(sizes -> new NfStage(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1])))
                .toList();
    }
}
