package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    @TempDir
    private Path root;

    private static void refused(Path folder, String link) {
        String message = assertThrows(ModelFileException.class, () -> OwnFiles.require(folder))
                .getMessage();
        assertTrue(message.contains(link + "] is a link out of its model folder"), message);
    }

    @Test
    void linksMayLeadWithinTheFolder() throws IOException {
        Path model = Files.createDirectories(root.resolve("model/onnx")).getParent();
        Files.writeString(model.resolve("weights"), "x");
        Files.createSymbolicLink(model.resolve("onnx/model.onnx"), Path.of("../weights"));
        OwnFiles.require(model);
        OwnFiles.require(Files.createSymbolicLink(root.resolve("alias"), model));
        OwnFiles.require(root.resolve("none"));
    }

    @Test
    void linksThatLeadOutAreRefused() throws IOException {
        Path model = Files.createDirectories(root.resolve("model/onnx")).getParent();
        Files.writeString(root.resolve("other"), "x");
        Files.createSymbolicLink(model.resolve("onnx/model.onnx"), root.resolve("other"));
        refused(model, "model/onnx/model.onnx");
        Files.delete(model.resolve("onnx/model.onnx"));
        Files.delete(model.resolve("onnx"));
        Files.createSymbolicLink(model.resolve("onnx"), root);
        refused(model, "model/onnx");
    }

    /** As huggingface_hub lays it out. */
    @Test
    void theCacheOfTheHubIsOneFolderForAModel() throws IOException {
        Path cache = root.resolve("hub/models--org--name");
        Files.createDirectories(cache.resolve("blobs"));
        Path snapshot = Files.createDirectories(cache.resolve("snapshots/1234/onnx"));
        Files.writeString(cache.resolve("blobs/abcd"), "x");
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), Path.of("../../../blobs/abcd"));
        assertDoesNotThrow(() -> OwnFiles.require(snapshot.getParent()));
        assertDoesNotThrow(() -> OwnFiles.require(snapshot));
        Path other = Files.createDirectories(root.resolve("hub/models--org--other/blobs"));
        Files.writeString(other.resolve("abcd"), "x");
        Files.createSymbolicLink(snapshot.resolve("more.onnx"), Path.of("../../../../models--org--other/blobs/abcd"));
        refused(snapshot.getParent(), "more.onnx");
    }
}
