package dev.graft.graph.runtime;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Work on the graph of a file from elsewhere. A file can hold any graph, also one that contradicts itself; whatever that
 * makes the runtime or the program fail with is an error about the file.
 */
public final class GraphFile {
    private GraphFile() {}

    /**
     * Does the work.
     *
     * @throws ModelFileException if the work fails on what the file holds
     */
    public static <T> T about(Path file, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeFailure e) {
            throw e.isOfFile()
                    ? new ModelFileException(e.getMessage(), e)
                    : new ModelFileException(file, e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new ModelFileException(
                    file,
                    "expected a graph of ordinary depth, found one nested or chained too deeply; export it again",
                    e);
        } catch (ArithmeticException | NegativeArraySizeException e) {
            throw new ModelFileException(
                    file,
                    "expected sizes whose product fits into 64 bits, found larger ones (" + e.getMessage()
                            + "); the file is damaged, or of a model that is too large",
                    e);
        } catch (IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | ClassCastException
                | NullPointerException
                | NoSuchElementException e) {
            throw new ModelFileException(
                    file,
                    "expected a graph whose parts fit together, found one that does not (" + e.getMessage()
                            + "); check it with onnx.checker, or export it again",
                    e);
        }
    }
}
