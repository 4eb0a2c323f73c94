package dev.graft.training.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.InputFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The log of a run's figures, {@code metrics.jsonl}: one JSON object a line, {@code {"step", "split"}} and the
 * figures, in the order of the steps.
 *
 * <p>Every line is handed to the operating system before {@link #write} returns, so a killed run loses none. What a
 * crash leaves of a last line is not an error and goes when the run is resumed; figures that are not finite are written
 * as {@code "NaN"} and {@code "Infinity"}. Not safe for use by several threads.
 */
public final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIXED = Set.of("step", "split");
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final Path file;
    private final FileChannel channel;

    private MetricsLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the log of a run that stands at a step, 0 at the start. What was written about later steps is cut off, so that
     * the log becomes the same as that of a run without interruption.
     *
     * @throws ModelFileException if the file holds anything else than such a log
     */
    public static MetricsLog open(Path file, long step) {
        try {
            FileChannel channel = AtomicFiles.open(file);
            try {
                long kept = scan(file, step, entry -> {});
                channel.truncate(kept).position(kept);
                return new MetricsLog(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Appends one line: the step, the split and the values by name, numbers or text. */
    public void write(long step, String split, Map<String, ?> values) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("split", split);
        line.putAll(values);
        try {
            ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("values that JSON has no form for: " + values, e);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Waits until all that was written is on the disk, so that not even a failing machine loses it. */
    public void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /**
     * The entries of a log, without a last line that a crash left torn. Values that are no numbers are left out.
     *
     * @throws ModelFileException if the file holds anything else than such a log
     */
    public static List<MetricsEntry> read(Path file) {
        List<MetricsEntry> entries = new ArrayList<>();
        InputFile.require(file);
        try {
            scan(file, Long.MAX_VALUE, entries::add);
        } catch (IOException e) {
            throw failure(file, e);
        }
        return entries;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /**
     * Reads the lines up to a step.
     *
     * @return how many bytes they take
     */
    private static long scan(Path file, long lastStep, Consumer<MetricsEntry> entries) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long kept = 0;
            int number = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                number++;
                MetricsEntry entry = parse(file, number, line.toByteArray());
                if (entry.step() > lastStep) {
                    break;
                }
                entries.accept(entry);
                kept += line.size() + 1;
                line.reset();
            }
            return kept;
        }
    }

    private static MetricsEntry parse(Path file, int number, byte[] line) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(new String(line, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw notALog(file, number, e);
        }
        if (!node.path("step").canConvertToLong() || !node.path("split").isTextual()) {
            throw notALog(file, number, null);
        }
        Map<String, Double> values = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            String text = value.asText();
            if (!FIXED.contains(field.getKey()) && (value.isNumber() || NOT_FINITE.contains(text))) {
                values.put(field.getKey(), value.isNumber() ? value.doubleValue() : Double.parseDouble(text));
            }
        });
        return new MetricsEntry(
                node.path("step").longValue(), node.path("split").textValue(), values);
    }

    private static ModelFileException notALog(Path file, int line, Throwable cause) {
        return new ModelFileException(
                file + ":" + line,
                "expected an object with 'step' and 'split', as training writes them; move the"
                        + " file away to go on without it",
                cause);
    }

    private static UncheckedIOException failure(Path file, IOException cause) {
        return new UncheckedIOException(Place.at(file, cause.getMessage()), cause);
    }
}
