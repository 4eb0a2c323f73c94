package dev.graft.models.data.records;

import dev.graft.models.data.ImageRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images of a list whose paths are those of its maker's machine, as LAVIS's of Visual Genome: {@code /export/share/image/1.jpg}
 * is {@code image/1.jpg} or {@code 1.jpg} of the folder of the images, or of one in it. The first image that is found tells which
 * folder of the maker's this is, and it is the only one, so that no path means the image of another.
 */
public final class MovedImages {
    private final ImageFolder folder;
    private Optional<Path> theirs = Optional.empty();

    public MovedImages(Path folder) {
        this.folder = new ImageFolder(folder);
    }

    /** The image whose path was {@code given} where a record was made; that itself if it is there, or none is. */
    public ImageRef find(JsonRecord record, ImageRef given) {
        if (given.exists()) {
            return given;
        }
        Path path = Path.of(given.name());
        if (theirs.isPresent()) {
            Optional<ImageRef> image =
                    path.startsWith(theirs.get()) ? within(record, theirs.get(), path) : Optional.empty();
            return image.orElse(given);
        }
        for (Path above = path.getRoot(); above != null && above.getNameCount() < path.getNameCount() - 1; ) {
            above = above.resolve(path.getName(above.getNameCount()));
            Optional<ImageRef> image = within(record, above, path);
            if (image.isPresent()) {
                theirs = Optional.of(above);
                return image.get();
            }
        }
        return given;
    }

    private Optional<ImageRef> within(JsonRecord record, Path above, Path path) {
        String name = above.relativize(path).toString().replace('\\', '/');
        return Optional.of(folder.find(record, List.of(name))).filter(ImageRef::exists);
    }
}
