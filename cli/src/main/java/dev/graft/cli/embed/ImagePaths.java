package dev.graft.cli.embed;

import dev.graft.backbones.image.PictureFolder;
import dev.graft.tensors.files.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The image files that paths name, each of which may be a folder. */
final class ImagePaths {
    private ImagePaths() {}

    /** All of them; of a folder those in it and in folders below, in the order of their names. */
    static List<Path> all(List<Path> given) {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                files.addAll(PictureFolder.listAll(path));
            } else {
                InputFile.require(path);
                files.add(path);
            }
        }
        return files;
    }
}
