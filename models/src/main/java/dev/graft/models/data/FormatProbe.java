package dev.graft.models.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.graft.models.data.DatasetFormat.Match;
import dev.graft.models.data.FirstRecord.Kind;
import dev.graft.models.data.FirstRecord.Shape;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ForeignContent;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells a file's format from its first record, by asking all formats. */
final class FormatProbe {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_NAMED = 10;

    /** Records that may be faulty before a file is believed to be of another format than the one that was given. */
    private static final int TRIED = 20;

    /** A record has not as many; an object that is a table by name has, and no format is told by what follows. */
    private static final int MOST_FIELDS = 1000;

    private final Path file;
    private final Collection<DatasetFormat> formats;
    private final Map<String, Kind> fields = new LinkedHashMap<>();
    private Shape shape = Shape.OTHER;
    private String start = "";

    private FormatProbe(Path file, Collection<DatasetFormat> formats) {
        this.file = file;
        this.formats = formats;
    }

    static DatasetFormat of(Path file) {
        return new FormatProbe(file, DatasetFormats.ALL.all().values()).find();
    }

    /**
     * Refuses a file of which nothing can be read in the format that was given for it, if it looks like one of another.
     * How a file looks decides nothing else, for a format is given where that fails.
     */
    static void requireReadable(Path file, DatasetFormat given, DatasetOptions options) {
        DatasetFormat found;
        try {
            found = of(file);
        } catch (ModelFileException e) {
            return;
        }
        if (found != given) {
            refusal(file, given, options.withSplit(Optional.empty())).ifPresent(cause -> {
                throw new ModelFileException(
                        file,
                        "is not of the format '" + given.id() + "' that was given; it looks like '" + found.id()
                                + "': give that one, or none. As '" + given.id() + "' it is refused: " + cause);
            });
        }
    }

    /** Why none of the first records can be read; nothing if one can. */
    private static Optional<String> refusal(Path file, DatasetFormat given, DatasetOptions options) {
        String first = "it holds no records";
        boolean failed = false;
        try (SampleReader samples = given.open(file, options).read()) {
            for (int i = 0; i < TRIED; i++) {
                try {
                    if (samples.hasNext()) {
                        samples.next();
                        return Optional.empty();
                    }
                    return Optional.of(first);
                } catch (ModelFileException e) {
                    first = failed ? first : e.getMessage();
                    failed = true;
                }
            }
        } catch (ModelFileException e) {
            return Optional.of(e.getMessage());
        }
        return Optional.of(first);
    }

    private DatasetFormat find() {
        try (Reader text = DataText.open(file);
                JsonParser json = JSON.createParser(text)) {
            Optional<DatasetFormat> sure = read(json);
            return sure.or(() -> find(Match.YES, true))
                    .or(() -> advice().isPresent() ? Optional.empty() : find(Match.PERHAPS, true))
                    .orElseThrow(this::unknown);
        } catch (IOException e) {
            shape = Shape.UNREADABLE;
            Optional<DatasetFormat> sure = find(Match.YES, true);
            if (sure.isEmpty() && (!foreign().isEmpty() || advice().isPresent())) {
                throw unknown();
            }
            return sure.or(() -> e instanceof JsonProcessingException ? find(Match.PERHAPS, true) : Optional.empty())
                    .orElseThrow(() -> DataText.failure(file.toString(), e));
        }
    }

    /** Reads the first record; the format that is sure of it before its end, if any is. */
    private Optional<DatasetFormat> read(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new ModelFileException(file, "is empty; expected records");
        }
        start = "starts with " + first;
        JsonToken record = first == JsonToken.START_ARRAY ? json.nextToken() : first;
        if (record == JsonToken.START_ARRAY) {
            shape = Shape.ARRAYS;
        }
        if (record != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        shape = first == JsonToken.START_ARRAY ? Shape.OBJECTS : Shape.OBJECT;
        while (fields.size() < MOST_FIELDS && json.nextToken() == JsonToken.FIELD_NAME) {
            fields.put(json.currentName(), kind(json.nextToken()));
            Optional<DatasetFormat> sure = find(Match.YES, false);
            if (sure.isPresent()) {
                return sure;
            }
            json.skipChildren();
        }
        start = "has the fields " + fields.keySet().stream().limit(MOST_NAMED).toList();
        return Optional.empty();
    }

    private static Kind kind(JsonToken value) {
        if (value == JsonToken.START_ARRAY) {
            return Kind.ARRAY;
        }
        return value == JsonToken.START_OBJECT ? Kind.OBJECT : Kind.SCALAR;
    }

    private FirstRecord seen(boolean whole) {
        return new FirstRecord(file, shape, Collections.unmodifiableMap(fields), whole);
    }

    private Optional<DatasetFormat> find(Match match, boolean whole) {
        FirstRecord first = seen(whole);
        return formats.stream().filter(format -> format.match(first) == match).findFirst();
    }

    /** What the file is that it should not be. */
    private String foreign() {
        return ForeignContent.hint(file, ForeignContent.JSON, ForeignContent.GZIP);
    }

    private Optional<String> advice() {
        FirstRecord first = seen(true);
        return formats.stream().flatMap(format -> format.advice(first).stream()).findFirst();
    }

    private ModelFileException unknown() {
        if (shape == Shape.UNREADABLE) {
            start = "cannot be read";
        }
        Optional<String> advice = advice();
        if (advice.isPresent()) {
            return new ModelFileException(file, advice.get());
        }
        if (!foreign().isEmpty()) {
            return new ModelFileException(file, "format not recognised" + foreign());
        }
        List<String> looks = new ArrayList<>();
        formats.forEach(format -> looks.add(format.look()));
        String last = looks.remove(looks.size() - 1);
        return new ModelFileException(
                file,
                "format not recognised: the first record " + start + "; expected "
                        + (looks.isEmpty() ? "" : String.join(", ", looks) + " or ") + last);
    }
}
