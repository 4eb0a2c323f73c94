package dev.graft.cli.ask;

import dev.graft.backbones.image.PictureFolder;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is asked: images, and a question about them.
 *
 * @param images files, in the order in which they were given
 * @param question empty where the images are to be described
 */
public record AskedImages(List<Path> images, String question) {
    /**
     * Tells images from the question: the last argument is the question, unless it is a file or a folder, or has the name of a
     * picture, so that a mistyped image is missed and not asked.
     *
     * @param frames images of each folder, taken evenly; 0 for all
     * @throws InvalidInputException if there is no image, or something else before the question
     * @throws dev.graft.tensors.ModelFileException if a folder holds no image
     */
    public static AskedImages of(List<String> arguments, int frames) {
        if (arguments.isEmpty()) {
            throw new InvalidInputException(
                    "an image is missing; give files or folders of images, or --batch FILE with the"
                            + " questions of a data set");
        }
        String last = arguments.get(arguments.size() - 1);
        boolean asked = arguments.size() > 1 && !isImage(last);
        List<Path> images = new ArrayList<>();
        boolean folders = false;
        for (String argument : asked ? arguments.subList(0, arguments.size() - 1) : arguments) {
            Path place = path(argument);
            if (!images.isEmpty() && !isImage(argument)) {
                throw new InvalidInputException(
                        "'" + argument + "' is neither a file nor a folder of images; a question is one"
                                + " argument, in quotation marks");
            }
            boolean folder = Files.isDirectory(place);
            folders |= folder;
            images.addAll(folder ? PictureFolder.evenly(PictureFolder.list(place), frames) : List.of(place));
        }
        if (frames > 0 && !folders) {
            throw new InvalidInputException(
                    "--frames has no effect without a folder of images; leave it out, or name the folder of the frames");
        }
        return new AskedImages(List.copyOf(images), asked ? last : "");
    }

    private static Path path(String argument) {
        try {
            return GivenPath.of(argument);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("IMAGE: " + e.getMessage(), e);
        }
    }

    private static boolean isImage(String argument) {
        if (PictureFolder.isPicture(argument) && !argument.contains(" ")) {
            return true;
        }
        try {
            return Files.exists(GivenPath.of(argument));
        } catch (InvalidInputException e) {
            // A question may have letters that no file name has.
            return false;
        }
    }
}
