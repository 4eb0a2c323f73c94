package dev.graft.models.data;

import dev.graft.tensors.ModelFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What a full read of a data set found.
 *
 * @param samples samples that could be read
 * @param images different images among them
 * @param problems malformed records and missing images
 * @param messages the first of the problems, in the order of the file
 */
public record ValidationReport(long samples, long images, long problems, List<String> messages) {
    public ValidationReport {
        messages = List.copyOf(messages);
    }

    public boolean valid() {
        return problems == 0;
    }

    /**
     * Refuses a data set with problems.
     *
     * @throws ModelFileException with the messages, if there are any
     */
    public void requireValid() {
        if (!valid()) {
            long unlisted = problems - messages.size();
            throw new ModelFileException(problems + (problems == 1 ? " problem" : " problems") + " in the data:\n  "
                    + String.join("\n  ", messages) + (unlisted > 0 ? "\n  ... and " + unlisted + " more" : ""));
        }
    }

    /** Reads to the end, past every record that {@code samples} can continue after. */
    public static ValidationReport of(Iterator<Sample> samples, int limit) {
        long count = 0;
        long problems = 0;
        List<String> messages = new ArrayList<>();
        Set<String> images = new HashSet<>();
        boolean more = true;
        while (more) {
            try {
                more = samples.hasNext();
                if (more) {
                    Sample sample = samples.next();
                    count++;
                    long seen = images.size();
                    sample.images().forEach(image -> images.add(image.image().name()));
                    if (images.size() > seen) {
                        sample.requireImages();
                    }
                }
            } catch (ModelFileException e) {
                problems++;
                if (messages.size() < limit) {
                    messages.add(e.getMessage());
                }
            }
        }
        return new ValidationReport(count, images.size(), problems, messages);
    }
}
