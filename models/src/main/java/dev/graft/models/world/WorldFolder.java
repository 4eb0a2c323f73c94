package dev.graft.models.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A world on disk. For each split a folder ({@code train}, {@code test}, {@code combinations}) with {@code images/},
 * {@code questions.jsonl}, {@code captions.jsonl} and {@code grounding.jsonl}, which {@link dev.graft.models.data.Dataset}
 * opens, and {@code scenes.jsonl}, which has the attributes by number; beside them {@code texts.jsonl},
 * {@code report.json} and {@code sheet.png}, some scenes at a glance.
 *
 * <p>The same options give the same texts and pixels on every machine, whatever the number of cores. The folder appears when it is complete: until then everything is in a hidden folder beside
 * it, which a killed program leaves behind.
 */
final class WorldFolder {
    private WorldFolder() {}

    /**
     * Writes a world.
     *
     * @throws IllegalArgumentException if there is something at {@code folder}
     */
    static WorldReport write(Path folder, WorldOptions options) {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new IllegalArgumentException(
                    "[" + folder + "] exists; a data set is written into a new folder, so name another or remove it");
        }
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                Files.createDirectories(temporary);
                WorldReport report = fill(temporary, options);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                return report;
            } finally {
                delete(temporary);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException("[" + folder + "] was written by another program meanwhile", e);
        } catch (IOException e) {
            throw new UncheckedIOException("[" + folder + "] cannot be written: " + e, e);
        }
    }

    private static WorldReport fill(Path folder, WorldOptions options) throws IOException {
        Vocabulary vocabulary = new Vocabulary();
        Map<WorldSplit, BlindReport.Answers> answers = new EnumMap<>(WorldSplit.class);
        for (WorldSplit split : WorldSplit.values()) {
            answers.put(split, new BlindReport.Answers());
            new SplitWriter(split, options, folder).write(answers.get(split), vocabulary);
        }
        new TextWriter(options).write(folder.resolve("texts.jsonl"), vocabulary);
        Files.write(folder.resolve("sheet.png"), ContactSheet.png(options));
        WorldReport report = WorldReport.of(options, answers, vocabulary);
        Files.writeString(folder.resolve("report.json"), report.toJson());
        return report;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
