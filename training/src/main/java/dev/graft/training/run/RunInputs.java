package dev.graft.training.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.weights.WeightFiles;
import dev.graft.training.features.ImageFile;
import dev.graft.training.settings.TrainingSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What goes into a run, by content.
 *
 * @param data the path of the data as it was given
 * @param dataFiles the SHA-256 of each file with records
 * @param samples how many there are
 * @param images the different images
 * @param dataHash of all samples and the content of all images, wherever they lie
 * @param leftOut what of the data is not used
 * @param others the SHA-256 of what other settings name, by the setting
 */
public record RunInputs(
        Backbone vision,
        Backbone language,
        Path data,
        Map<Path, String> dataFiles,
        int samples,
        SeenImages images,
        String dataHash,
        LeftOut leftOut,
        Map<String, String> others) {

    /** What decides how a text becomes tokens, and where one ends; not every model has all of them. */
    private static final List<String> LANGUAGE_SETTINGS = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json");

    private static final String SETTINGS = "settings";
    private static final String OTHERS = "others";

    /**
     * A frozen backbone.
     *
     * @param files those of the ONNX model
     * @param settings what decides its results besides them, each by its content
     */
    public record Backbone(BackboneReference reference, List<Path> files, Map<String, String> settings) {}

    public static RunInputs of(TrainingSettings settings, Backbones backbones, PreparedData prepared) {
        RunData data = prepared.training();
        Map<Path, String> hashes = new LinkedHashMap<>();
        data.files().forEach(file -> hashes.put(file, FileHash.sha256(file)));
        return new RunInputs(
                vision(backbones),
                language(backbones),
                settings.paths().data(),
                hashes,
                data.samples().size(),
                new SeenImages(data.images()),
                hash(data.samples(), data.images()),
                LeftOut.of(prepared),
                others(settings));
    }

    private static Map<String, String> others(TrainingSettings settings) {
        Map<String, String> others = new LinkedHashMap<>();
        settings.paths().init().ifPresent(path -> others.put("init", FileHash.sha256(initial(path))));
        settings.paths()
                .tokenizer()
                .ifPresent(
                        folder -> others.put("objective.tokenizer", FileHash.sha256(folder.resolve("tokenizer.json"))));
        settings.paths().orderFile().ifPresent(file -> others.put("data.order_file", FileHash.sha256(file)));
        if (!settings.objective().text().isEmpty()) {
            others.put("objective.text", TextEncoder.sha256(settings.paths().textEncoder()));
        }
        return others;
    }

    /** A trained CLIP may have its weights in its ONNX files alone. */
    private static List<Path> initial(Path path) {
        return TwoTowerFolder.isOne(path)
                ? TwoTowerFolder.weights(path)
                : WeightFiles.open(path).files();
    }

    private static Backbone vision(Backbones backbones) {
        BackboneReference reference = backbones.visionReference();
        Map<String, String> settings = new LinkedHashMap<>();
        backbones
                .vision()
                .configuration()
                .forEach(file -> settings.put(String.valueOf(file.getFileName()), FileHash.sha256(file)));
        settings.put("image processor", backbones.processor().fingerprint());
        return new Backbone(reference, backbones.vision().files(), settings);
    }

    private static Backbone language(Backbones backbones) {
        BackboneReference reference = backbones.languageReference();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String file : LANGUAGE_SETTINGS) {
            Path path = reference.place().folder().resolve(file);
            settings.put(file, Files.exists(path) ? FileHash.sha256(path) : "missing");
        }
        return new Backbone(reference, backbones.language().files(), settings);
    }

    private static String hash(IndexedDataset samples, List<ImageFile> images) {
        MessageDigest digest = FileHash.digest();
        digest.update(samples.fingerprint().getBytes(StandardCharsets.US_ASCII));
        images.forEach(image -> digest.update(image.sha256().getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes the list of the images into the folder of the run, which tells when it goes on which have changed. */
    public void writeImages(Path folder) {
        images.write(folder);
    }

    /** Adds what there is to {@code provenance.json}. */
    void describe(ObjectNode json) {
        describe(json.putObject("vision"), vision);
        describe(json.putObject("language"), language);
        ObjectNode node = json.putObject("data");
        node.put("path", data.toString());
        ObjectNode files = node.putObject("files");
        dataFiles.forEach((file, hash) -> files.put(file.toString(), hash));
        node.put("samples", samples);
        node.put("images", images.images().size());
        node.put("sha256", dataHash);
        leftOut.describe(node);
        ObjectNode named = json.putObject(OTHERS);
        others.forEach(named::put);
    }

    private static void describe(ObjectNode node, Backbone backbone) {
        node.put("path", backbone.reference().place().folder().toString());
        node.put("id", backbone.reference().id());
        node.put("sha256", backbone.reference().sha256());
        backbone.files().forEach(file -> node.withArray("files").add(file.toString()));
        ObjectNode settings = node.putObject(SETTINGS);
        backbone.settings().forEach(settings::put);
    }

    /**
     * Refuses to go on with a run that was begun with something else.
     *
     * @param file says so
     * @param earlier its content
     */
    void requireSame(Path file, JsonNode earlier) {
        requireSame(file, "the vision encoder", "--vision", earlier.path("vision"), vision);
        requireSame(file, "the language model", "--language", earlier.path("language"), language);
        requireSameData(file, earlier.path("data"));
        Set<String> settings = new TreeSet<>(others.keySet());
        earlier.path(OTHERS).fieldNames().forEachRemaining(settings::add);
        for (String setting : settings) {
            String expected = earlier.path(OTHERS).path(setting).asText("nothing");
            String found = others.getOrDefault(setting, "nothing");
            if (!expected.equals(found)) {
                throw new InvalidInputException(
                        file,
                        "this run was begun with '" + setting
                                + "' of SHA-256 " + expected + ", now it is " + found
                                + "; give the original, or begin a new run in another --output");
            }
        }
    }

    private void requireSameData(Path file, JsonNode earlier) {
        if (earlier.path("sha256").asText().equals(dataHash)) {
            return;
        }
        String changes = images.changes(file.toAbsolutePath().getParent());
        if (!leftOut.isAs(earlier)) {
            throw new InvalidInputException(
                    file,
                    "this run was begun on " + earlier.path("samples").asInt() + " samples, when there was left out: "
                            + earlier.path("left_out") + "; now there are " + samples + ", "
                            + (leftOut.toText().isEmpty() ? "and nothing is left out" : leftOut.toText())
                            + changes
                            + ". What was then left out is listed in left-out.jsonl beside this file; put"
                            + " the data back as they were, or begin a new run in another --output");
        }
        throw other(file, "the data", "--data", earlier, data, dataHash + changes);
    }

    private static void requireSame(Path file, String what, String option, JsonNode earlier, Backbone backbone) {
        Path path = backbone.reference().place().folder();
        requireSame(file, what, option, earlier, path, backbone.reference().sha256());
        JsonNode settings = earlier.path(SETTINGS);
        backbone.settings().forEach((name, found) -> {
            // Runs of earlier versions did not write them down.
            String expected = settings.path(name).asText(found);
            if (!expected.equals(found)) {
                throw new InvalidInputException(
                        file,
                        "this run was begun with " + what + " of "
                                + earlier.path("path").asText() + ", whose " + name + " was then " + expected
                                + "; that of "
                                + path + " is now " + found + "; put back what was changed, give the original by "
                                + option
                                + ", or begin a new run in another --output");
            }
        });
    }

    private static void requireSame(Path file, String what, String option, JsonNode earlier, Path path, String hash) {
        String expected = earlier.path("sha256").asText();
        if (!expected.equals(hash)) {
            throw other(file, what, option, earlier, path, hash);
        }
    }

    private static InvalidInputException other(
            Path file, String what, String option, JsonNode earlier, Path path, String found) {
        return new InvalidInputException(
                file,
                "this run was begun with " + what + " of "
                        + earlier.path("path").asText() + ", then of SHA-256 "
                        + earlier.path("sha256").asText() + "; " + path + " has now " + found
                        + "; give the original by "
                        + option + ", or begin a new run in another --output");
    }
}
