package dev.graft.models.data.mixture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.DataSource;
import dev.graft.models.data.DataText;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.DataJson;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.GivenPath;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A mixture: {@code {"sources": {NAME: {"path": FILE, "weight": 2, "format": FORMAT, "images": FOLDER}, ...}}}. Paths are
 * relative to the file. All sources have a weight, or none has; {@code format} and {@code images} are needed where they
 * would be for the source alone.
 */
public final class MixtureFormat implements DatasetFormat {
    private static final int MOST_CHARACTERS = 1_000_001;
    private static final String FILE = "mixture.json";
    private static final String SOURCES = "sources";

    /** The mixture whose sources are being opened by a thread, of which none may be a mixture, such as itself. */
    private static final ThreadLocal<Path> WITHIN = new ThreadLocal<>();

    private static final List<String> FIELDS = List.of("path", "weight", "format", "images");

    @Override
    public String id() {
        return "mixture";
    }

    @Override
    public String look() {
        return "a mixture with 'sources'";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() == FirstRecord.Shape.OBJECT && first.fields().get(SOURCES) == FirstRecord.Kind.OBJECT
                ? Match.YES
                : Match.NO;
    }

    /** A folder with a {@code mixture.json}. */
    @Override
    public List<Path> filesIn(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) ? List.of(file) : List.of();
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        if (WITHIN.get() != null) {
            throw new ModelFileException(
                    file,
                    "is a mixture, and a source of the mixture " + WITHIN.get()
                            + ", which must be data of its own; name its sources there");
        }
        WITHIN.set(file);
        try {
            return opened(file, options);
        } finally {
            WITHIN.remove();
        }
    }

    private Dataset opened(Path file, DatasetOptions options) {
        if (options.images().isPresent() || options.annotations().isPresent()) {
            throw new InvalidInputException(
                    file, "is a mixture, whose sources have images of their own; give 'images' in the file");
        }
        options.split().ifPresent(part -> {
            throw new InvalidInputException(
                    file,
                    "is a mixture, which has no part '" + part + "' of its own; name the part behind the 'path' of each"
                            + " source, such as data.json#" + part);
        });
        JsonNode whole = read(file);
        requireKnown(file, whole, "the file", List.of(SOURCES));
        Map<DataSource, Dataset> parts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> source : whole.path(SOURCES).properties()) {
            String where = "source '" + source.getKey() + "'";
            requireKnown(file, source.getValue(), where, FIELDS);
            parts.put(
                    dataSource(file, source.getKey(), source.getValue()),
                    open(file, where, source.getValue(), options.frames()));
        }
        if (parts.isEmpty()) {
            throw new ModelFileException(file, "names no source under '" + SOURCES + "'");
        }
        long weighted = parts.keySet().stream()
                .filter(source -> source.weight().isPresent())
                .count();
        if (weighted != 0 && weighted != parts.size()) {
            throw new ModelFileException(
                    file,
                    "has a weight for " + weighted + " of " + parts.size()
                            + " sources; give all a weight, or none, which takes each as often as it has samples");
        }
        return new Mixture(this, file, parts);
    }

    private static JsonNode read(Path file) {
        try (Reader text = DataText.open(file)) {
            char[] all = new char[MOST_CHARACTERS];
            int count = 0;
            for (int read = 0; read >= 0 && count < all.length; count += Math.max(0, read)) {
                read = text.read(all, count, all.length - count);
            }
            if (count == all.length) {
                throw new ModelFileException(file, "is no list of sources: it has more than a million characters");
            }
            return DataJson.only(new String(all, 0, count));
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    private static void requireKnown(Path file, JsonNode object, String where, List<String> known) {
        if (!object.isObject()) {
            throw new ModelFileException(
                    file, where + " must be an object {...}, found " + JsonRecord.describe(object));
        }
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new ModelFileException(
                        file,
                        "unknown field '" + field + "' in " + where + "; expected " + known
                                + Suggestions.didYouMean(field, known));
            }
        });
    }

    private static DataSource dataSource(Path file, String name, JsonNode source) {
        JsonNode weight = source.get("weight");
        if (weight != null && !weight.isNumber()) {
            throw new ModelFileException(
                    file,
                    "the weight of the source '" + name + "' must be a number, found " + JsonRecord.describe(weight));
        }
        try {
            return new DataSource(
                    name, weight == null ? OptionalDouble.empty() : OptionalDouble.of(weight.doubleValue()));
        } catch (InvalidInputException e) {
            throw new ModelFileException(file, e.getMessage(), e);
        }
    }

    private static Dataset open(Path file, String where, JsonNode source, int frames) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        String path = text(file, where, source, "path")
                .orElseThrow(() -> new ModelFileException(file, where + " has no 'path', which names its data"));
        DatasetOptions options = DatasetOptions.DEFAULTS.withFrames(frames);
        Optional<String> format = text(file, where, source, "format");
        if (format.isPresent()) {
            options = options.withFormat(format(file, where, format.get()));
        }
        Optional<String> images = text(file, where, source, "images");
        if (images.isPresent()) {
            options = options.withImages(in(folder, file, where, images.get()));
        }
        try {
            return Dataset.open(in(folder, file, where, path), options).lookingIn(options.images());
        } catch (InvalidInputException e) {
            throw new ModelFileException(file, where + ": " + e.getMessage(), e);
        }
    }

    private static DatasetFormat format(Path file, String where, String name) {
        try {
            return DatasetFormat.of(name);
        } catch (InvalidInputException e) {
            throw new ModelFileException(file, "'format' of " + where + ": " + e.getMessage(), e);
        }
    }

    private static Path in(Path folder, Path file, String where, String name) {
        try {
            return folder.resolve(GivenPath.of(name));
        } catch (InvalidInputException e) {
            throw new ModelFileException(file, where + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Path file, String where, JsonNode source, String field) {
        JsonNode value = source.get(field);
        if (value != null && (!value.isTextual() || value.textValue().isBlank())) {
            throw new ModelFileException(
                    file, "'" + field + "' of " + where + " must be text, found " + JsonRecord.describe(value));
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }
}
