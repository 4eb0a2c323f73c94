package dev.graft.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.graph.runtime.RuntimeVersion;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.JsonFile;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * {@code provenance.json} of a run folder: what a run was made of, where and when. It is written at the start, with every
 * checkpoint and at the end, so that it is true of a killed run too, up to its last checkpoint.
 */
public final class Provenance {
    /** How a run stands. */
    public enum Status {
        RUNNING,
        INTERRUPTED,
        FAILED,
        COMPLETE
    }

    public static final String FILE = "provenance.json";

    private static final String PRECISION_REASON = "precision_reason";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final ObjectNode json;
    private final double secondsBefore;
    private final long start = System.nanoTime();

    private Provenance(Path file, ObjectNode json, double secondsBefore) {
        this.file = file;
        this.json = json;
        this.secondsBefore = secondsBefore;
    }

    /**
     * The record of a run that is to begin, or to go on with the one that is there. Nothing is written yet.
     *
     * @throws IllegalArgumentException if the run was begun with other backbones or data
     */
    public static Provenance open(Path file, TrainingSettings settings, RunInputs inputs) {
        ObjectNode earlier = Files.exists(file) ? read(file) : null;
        ObjectNode json = JSON.createObjectNode();
        environment(json, settings);
        inputs.describe(json);
        json.put("seed", settings.seed());
        if (earlier != null) {
            inputs.requireSame(file, earlier);
        }
        json.put("started", earlier == null ? now() : earlier.path("started").asText());
        json.put("resumed", earlier == null ? 0 : earlier.path("resumed").asInt() + 1);
        json.put("step", earlier == null ? 0 : earlier.path("step").asLong());
        if (earlier != null && earlier.has(PRECISION_REASON)) {
            json.set(PRECISION_REASON, earlier.get(PRECISION_REASON));
        }
        return new Provenance(
                file, json, earlier == null ? 0 : earlier.path("wall_seconds").asDouble());
    }

    /** Whether a folder holds a run that reached its end. */
    public static boolean isComplete(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file)
                && Status.COMPLETE
                        .name()
                        .equalsIgnoreCase(read(file).path("status").asText());
    }

    /** Notes what the steps are expected to take of the machine's memory. */
    public void expect(MemoryEstimate memory) {
        json.put("memory_estimate_bytes", memory.total());
    }

    /** Notes why the run computes in its precision; nothing, where that is the usual one, or settled before. */
    public void explainPrecision(String reason) {
        if (!reason.isEmpty()) {
            json.put(PRECISION_REASON, reason);
        }
    }

    /** Why the run computes in its precision; empty where that was asked for. */
    public String precisionReason() {
        return json.path(PRECISION_REASON).asText();
    }

    /** Notes that the run begins, or goes on. */
    public void begin() {
        write(Status.RUNNING);
    }

    private static void environment(ObjectNode json, TrainingSettings settings) {
        String version = Provenance.class.getPackage().getImplementationVersion();
        json.put("graft", version == null ? "not packaged" : version);
        json.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        json.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("onnxruntime", RuntimeVersion.onnxRuntime());
        json.put("device", settings.runtime().device());
    }

    private static ObjectNode read(Path file) {
        JsonNode json = JsonFile.read(file, JsonNode.class);
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new ModelFileException(file, "expected a JSON object, as training writes it");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Notes that a run goes on and has a checkpoint. */
    public void reached(long step) {
        json.put("step", step);
        write(Status.RUNNING);
    }

    /** Notes that the run ends here. */
    public void end(Status status) {
        json.put("ended", now());
        write(status);
    }

    private void write(Status status) {
        json.put("wall_seconds", wallSeconds());
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        try {
            String text = JSON.writeValueAsString(json) + "\n";
            AtomicFiles.within(file.toAbsolutePath().getParent(), () -> AtomicFiles.write(file, text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time that all parts of the run took together, to a tenth. */
    public double wallSeconds() {
        return Math.round((secondsBefore + (System.nanoTime() - start) / 1e9) * 10) / 10.0;
    }
}
