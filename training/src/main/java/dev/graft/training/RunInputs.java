package dev.graft.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.FileHash;
import dev.graft.models.BackboneReference;
import dev.graft.models.data.IndexedDataset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes into a run, by content.
 *
 * @param data the path of the data as it was given
 * @param dataFiles the SHA-256 of each file with records
 * @param samples how many there are
 * @param images how many different images
 * @param dataHash of all samples and the content of all images, wherever they lie
 */
record RunInputs(
        BackboneReference vision,
        List<Path> visionFiles,
        BackboneReference language,
        List<Path> languageFiles,
        Path data,
        Map<Path, String> dataFiles,
        int samples,
        int images,
        String dataHash) {

    static RunInputs of(
            Backbones backbones, Path data, List<Path> dataFiles, IndexedDataset samples, List<ImageFile> images) {
        Map<Path, String> hashes = new LinkedHashMap<>();
        dataFiles.forEach(file -> hashes.put(file, FileHash.sha256(file)));
        return new RunInputs(
                backbones.visionReference(),
                backbones.vision().files(),
                backbones.languageReference(),
                backbones.language().files(),
                data,
                hashes,
                samples.size(),
                images.size(),
                hash(samples, images));
    }

    private static String hash(IndexedDataset samples, List<ImageFile> images) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(samples.fingerprint().getBytes(StandardCharsets.US_ASCII));
            images.forEach(image -> digest.update(image.sha256().getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Adds what there is to {@code provenance.json}. */
    void describe(ObjectNode json) {
        describe(json.putObject("vision"), vision, visionFiles);
        describe(json.putObject("language"), language, languageFiles);
        ObjectNode node = json.putObject("data");
        node.put("path", data.toString());
        ObjectNode files = node.putObject("files");
        dataFiles.forEach((file, hash) -> files.put(file.toString(), hash));
        node.put("samples", samples);
        node.put("images", images);
        node.put("sha256", dataHash);
    }

    private static void describe(ObjectNode node, BackboneReference backbone, List<Path> files) {
        node.put("path", backbone.path().toString());
        node.put("id", backbone.id());
        node.put("sha256", backbone.sha256());
        files.forEach(file -> node.withArray("files").add(file.toString()));
    }

    /**
     * Refuses to go on with a run that was begun with something else.
     *
     * @param file says so
     * @param earlier its content
     */
    void requireSame(Path file, JsonNode earlier) {
        requireSame(file, "the vision encoder", "--vision", earlier.path("vision"), vision.path(), vision.sha256());
        requireSame(
                file, "the language model", "--language", earlier.path("language"), language.path(), language.sha256());
        requireSame(file, "the data", "--data", earlier.path("data"), data, dataHash);
    }

    private static void requireSame(Path file, String what, String option, JsonNode earlier, Path path, String hash) {
        String expected = earlier.path("sha256").asText();
        if (!expected.equals(hash)) {
            throw new IllegalArgumentException("[" + file + "] this run was begun with " + what + " of "
                    + earlier.path("path").asText() + ", then of SHA-256 " + expected + "; " + path + " has now " + hash
                    + "; give the original by " + option + ", or begin a new run in another --output");
        }
    }
}
