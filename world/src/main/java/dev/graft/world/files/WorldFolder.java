package dev.graft.world.files;

import dev.graft.tensors.files.AtomicFolder;
import dev.graft.tensors.files.Checksums;
import dev.graft.world.scene.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A world on disk. For each split a folder ({@code train}, {@code test}, {@code combinations}) with {@code images/},
 * {@code questions.jsonl}, {@code captions.jsonl} and {@code grounding.jsonl}, which {@link dev.graft.models.data.Dataset}
 * opens, and {@code scenes.jsonl}, which has the attributes by number; beside them {@code texts.jsonl},
 * {@code report.json}, {@code sheet.png}, some scenes at a glance, and {@code SHA256SUMS}, by which damage is found.
 *
 * <p>The same options give the same texts and pixels on every machine, whatever the number of cores. The folder appears when it is
 * complete: until then everything is in a hidden folder beside it, which a killed program leaves behind.
 */
final class WorldFolder {
    private WorldFolder() {}

    /**
     * Writes a world.
     *
     * @throws IllegalArgumentException if there is something at {@code folder}
     */
    static WorldReport write(Path folder, WorldOptions options) {
        return AtomicFolder.write(folder, temporary -> fill(temporary, options));
    }

    /** Writes a world into an empty folder. */
    static WorldReport fill(Path folder, WorldOptions options) throws IOException {
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
        Checksums.write(folder);
        return report;
    }
}
