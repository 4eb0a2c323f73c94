package stranger;

import dev.graft.models.data.DataText;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FileDataset;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.tensors.ModelFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A data format from outside the project: no JSON, but {@code #survey} and lines {@code image|question|answer}. */
public final class SurveyFormat implements DatasetFormat {
    @Override
    public String id() {
        return "survey";
    }

    @Override
    public String look() {
        return "a survey's #survey and lines below";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() == FirstRecord.Shape.UNREADABLE && DataText.firstLetter(first.file()) == '#'
                ? Match.YES
                : Match.NO;
    }

    @Override
    public boolean hasName(String fileName) {
        return fileName.endsWith(".survey");
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return new FileDataset(this, List.of(file), () -> new Lines(file));
    }

    private static final class Lines implements SampleReader {
        private final Path file;
        private final Iterator<String> lines;
        private int number;

        private Lines(Path file) {
            this.file = file;
            try (BufferedReader text = new BufferedReader(DataText.open(file))) {
                lines = text.lines().toList().iterator();
            } catch (IOException e) {
                throw DataText.failure(file.toString(), e);
            } catch (UncheckedIOException e) {
                throw DataText.failure(file.toString(), e.getCause());
            }
            if (!lines.hasNext() || !lines.next().equals("#survey")) {
                throw new ModelFileException(file, "expected #survey in the first line");
            }
        }

        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public Sample next() {
            number++;
            String line = lines.next();
            if (!line.matches("[a-z.]+\\|[a-zA-Z ]+\\?\\|[a-z]+")) {
                throw new ModelFileException(file, "record " + number + ": expected image|question?|answer");
            }
            String[] parts = line.split("\\|");
            return Sample.of("survey-" + number, ImageRef.in(file.getParent(), parts[0]), parts[1], List.of(parts[2]));
        }

        @Override
        public void close() {}
    }
}
