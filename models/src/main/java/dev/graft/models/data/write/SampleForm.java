package dev.graft.models.data.write;

import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;

/** How samples are written in a format, so that its reader gives them back. */
public interface SampleForm {
    /** Whether a file holds one record a line; else an array of them. */
    boolean isLines();

    /** Whether the answers of one conversation, each of them a sample, are one record. */
    boolean joinsTurns();

    /** What of a sample can be said in the format: the sample itself, or one with less. */
    Sample kept(Sample sample);

    /**
     * The record of a sample, or of several that are one conversation, as JSON on one line. Images are written by their names.
     *
     * @param turns each the one before with another question; only what can be said
     */
    String record(List<Sample> turns);

    /**
     * Reads a record again as the format does.
     *
     * @param images the folder that images lie in
     */
    List<Sample> read(String record, Path images);
}
