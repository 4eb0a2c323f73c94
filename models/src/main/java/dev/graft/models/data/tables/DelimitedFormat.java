package dev.graft.models.data.tables;

import dev.graft.models.data.DataText;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.tensors.ModelFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * CSV, TSV and tables with {@code |} or {@code ;}: the first line names the columns, by their usual names, such as
 * {@code filepath,title} or {@code image,question,answer}. Also {@code metadata.csv} of a folder of images.
 */
public final class DelimitedFormat implements DatasetFormat {
    private static final int LOOKED_AT = 4096;
    private static final String NAME = ".*\\.(csv|tsv)(\\.gz)?";

    @Override
    public String id() {
        return "csv";
    }

    @Override
    public String look() {
        return "a table (CSV, TSV) whose first line names an image and a caption, or a question and its answer";
    }

    @Override
    public Match match(FirstRecord first) {
        if (first.shape() != FirstRecord.Shape.UNREADABLE && first.shape() != FirstRecord.Shape.OTHER) {
            return Match.NO;
        }
        try {
            String line = firstLine(first.file());
            return Columns.known(List.of(line.split(Pattern.quote(String.valueOf(separator(line))))))
                    ? Match.YES
                    : hasName(String.valueOf(first.file().getFileName())) ? Match.PERHAPS : Match.NO;
        } catch (ModelFileException e) {
            return Match.NO;
        }
    }

    @Override
    public boolean hasName(String fileName) {
        return fileName.matches(NAME);
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        String line = firstLine(file);
        char separator = separator(line);
        return RecordDataset.of(
                this,
                options,
                List.of(file),
                () -> {
                    DelimitedReader reader = new DelimitedReader(file, separator);
                    refuseUnknown(file, reader);
                    return reader;
                },
                () -> new ColumnRecords(RecordDataset.folder(file, options)));
    }

    private static void refuseUnknown(Path file, DelimitedReader reader) {
        if (Columns.known(reader.columns())) {
            return;
        }
        reader.close();
        Optional<String> address = reader.columns().stream()
                .filter(name -> name.matches("https?://.*"))
                .findFirst();
        throw new ModelFileException(
                (Object) (file + ":1"),
                address.isPresent()
                        ? "no columns are named, and there are web addresses in place of images, as in Conceptual"
                                + " Captions; download the images (img2dataset does) and read what it writes, or give a"
                                + " table with the columns image,caption"
                        : "expected the names of columns, an image (image, filepath) and a caption (caption, title), or a"
                                + " question and its answer; found "
                                + reader.columns().stream().limit(10).toList());
    }

    /** The one that is there most often; a tab before all, for a text may hold the others. */
    private static char separator(String line) {
        if (line.indexOf('\t') >= 0) {
            return '\t';
        }
        char best = ',';
        for (char each : new char[] {'|', ';'}) {
            best = count(line, each) > count(line, best) ? each : best;
        }
        return best;
    }

    private static long count(String line, char letter) {
        return line.chars().filter(c -> c == letter).count();
    }

    private static String firstLine(Path file) {
        char[] start = new char[LOOKED_AT];
        try (BufferedReader text = new BufferedReader(DataText.open(file))) {
            int length = Math.max(0, text.read(start));
            return new String(start, 0, length).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }
}
