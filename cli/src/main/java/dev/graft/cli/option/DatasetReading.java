package dev.graft.cli.option;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import java.nio.file.Path;

/** How the options of commands that read data say that they are read. */
public final class DatasetReading {
    /** What {@code --frames} of such a command is. */
    public static final String FRAMES =
            "how many pictures of a video, which a record names as a folder or a list of them, are read, taken evenly;"
                    + " 0 for all";

    private DatasetReading() {}

    /**
     * What is told of data by their layout and content is left to them where an option is not given.
     *
     * @param format its name; null where it is not given
     * @param images the folder of the images; null where it is not given
     * @param confined whether images must lie in that folder
     * @param frames of each video; 0 for all
     */
    public static DatasetOptions options(String format, Path images, boolean confined, int frames) {
        DatasetOptions options = DatasetOptions.DEFAULTS.withConfined(confined).withFrames(frames);
        if (format != null) {
            options = options.withFormat(DatasetFormat.of(format));
        }
        return images == null ? options : options.withImages(images);
    }
}
