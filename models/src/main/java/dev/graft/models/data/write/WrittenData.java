package dev.graft.models.data.write;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.check.CheckedData;
import dev.graft.tensors.files.AtomicFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes samples and their images into a folder. */
record WrittenData(RecordFiles files, IndexedDataset samples, ImageNames names) {
    /** Writes a folder whole, or not at all; says how many records there are. */
    long write(Path folder, CheckedData.Progress progress) {
        return AtomicFolder.write(folder, inside -> {
            List<ImageRef> images = samples.images();
            for (int i = 0; i < images.size(); i++) {
                write(images.get(i), inside);
                progress.reached("writing images", i + 1L, images.size());
            }
            for (Map.Entry<String, String> file : files.mixture().entrySet()) {
                Files.writeString(inside.resolve(file.getKey()), file.getValue());
            }
            return writeRecords(inside);
        });
    }

    private void write(ImageRef image, Path folder) throws IOException {
        if (names.isReferenced(image)) {
            return;
        }
        Path file = folder.resolve(names.of(image));
        Files.createDirectories(file.getParent());
        if (names.isLinked(image) && image.source().normalized() instanceof ImageSource.InFile old) {
            Files.createSymbolicLink(file, old.path());
        } else {
            Files.write(file, image.bytes());
        }
    }

    private long writeRecords(Path folder) throws IOException {
        SampleForm form = files.format().form().orElseThrow();
        Map<String, BufferedWriter> open = new LinkedHashMap<>();
        long records = 0;
        try {
            for (Map.Entry<String, String> file : files.bySource().entrySet()) {
                open.put(file.getKey(), Files.newBufferedWriter(folder.resolve(file.getValue())));
            }
            Map<String, String> before = new LinkedHashMap<>();
            for (List<Integer> record : Turns.of(form, samples)) {
                List<Sample> turns = record.stream()
                        .map(i -> names.renamed(form.kept(samples.get(i))))
                        .toList();
                String source = samples.source(record.get(0));
                String text = form.record(turns);
                String separator = form.isLines() ? "" : before.getOrDefault(source, "[\n");
                open.get(source).append(separator).append(text).append(form.isLines() ? "\n" : "");
                before.put(source, ",\n");
                records++;
            }
            for (Map.Entry<String, BufferedWriter> file : open.entrySet()) {
                boolean empty = !before.containsKey(file.getKey());
                file.getValue().append(form.isLines() ? "" : empty ? "[]\n" : "\n]\n");
            }
        } finally {
            for (BufferedWriter writer : open.values()) {
                writer.close();
            }
        }
        return records;
    }
}
