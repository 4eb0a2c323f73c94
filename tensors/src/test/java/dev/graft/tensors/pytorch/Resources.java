package dev.graft.tensors.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that scripts/reference/pytorch_files.py wrote. */
final class Resources {
    private Resources() {}

    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream resource = Resources.class.getResourceAsStream(name)) {
            Files.write(file, resource.readAllBytes());
        }
        return file;
    }
}
