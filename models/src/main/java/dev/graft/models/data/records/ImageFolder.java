package dev.graft.models.data.records;

import dev.graft.models.data.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images of a data set that names them without their folder: they lie in the folder of the data set, or in one of those in it.
 * Where one was found the next is looked for first.
 */
public final class ImageFolder {
    private static final int MOST_FOLDERS = 100;

    /** Images looked for in vain before it is believed that they are not there. */
    private static final int PATIENCE = 200;

    private final Path folder;
    private final List<String> inside = new ArrayList<>();
    private String lastInside = "";
    private int lastName;
    private boolean found;
    private int missed;

    public ImageFolder(Path folder) {
        this.folder = folder;
        inside.add("");
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName() + "/")
                    .sorted()
                    .limit(MOST_FOLDERS)
                    .forEach(inside::add);
        } catch (IOException e) {
            // The images will be missing, each with its record.
            inside.subList(1, inside.size()).clear();
        }
    }

    /**
     * The image with one of several names, the likeliest first; that of the first in the folder itself where there is none.
     *
     * @param names always of the same number and kind
     */
    public ImageRef find(JsonRecord record, List<String> names) {
        ImageRef likely = record.image(folder, lastInside + names.get(lastName));
        if (likely.exists() || missed > PATIENCE && !found) {
            found |= likely.exists();
            return likely;
        }
        for (int name = 0; name < names.size(); name++) {
            for (String each : inside) {
                ImageRef image = record.image(folder, each + names.get(name));
                if (image.exists()) {
                    lastInside = each;
                    lastName = name;
                    found = true;
                    return image;
                }
            }
        }
        missed++;
        return likely;
    }
}
