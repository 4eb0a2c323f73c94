package dev.graft.models.data.archives;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.models.data.tables.ColumnRecords;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * WebDataset: tar files of samples, {@code 000.jpg} with {@code 000.txt} or {@code 000.json}, as img2dataset writes them; read
 * where they lie. The fields are known by the usual names of columns.
 */
public final class WebDatasetFormat implements DatasetFormat {
    private static final int MAGIC_AT = 257;
    private static final String MAGIC = "ustar";

    @Override
    public String id() {
        return "webdataset";
    }

    @Override
    public String look() {
        return "a WebDataset's tar file";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() != FirstRecord.Shape.OBJECTS && isTar(first.file()) ? Match.YES : Match.NO;
    }

    @Override
    public boolean hasName(String fileName) {
        return fileName.endsWith(".tar");
    }

    /** What img2dataset notes beside each tar file: its records once more, and how many could be downloaded. */
    @Override
    public boolean isCompanion(Path file, List<Path> files) {
        String name = file.getFileName().toString();
        String shard = name.replaceFirst("(_stats\\.json|\\.parquet)$", "");
        return !shard.equals(name) && files.contains(file.resolveSibling(shard + ".tar"));
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        if (!isTar(file)) {
            throw new ModelFileException(
                    file,
                    "is no tar file; one that is packed (.tar.gz) must be unpacked first: gunzip "
                            + file.getFileName());
        }
        return RecordDataset.of(
                this,
                options,
                List.of(file),
                () -> new TarReader(file),
                () -> new ColumnRecords(RecordDataset.folder(file, options)));
    }

    private static boolean isTar(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAGIC_AT + MAGIC.length());
            return start.length == MAGIC_AT + MAGIC.length()
                    && new String(start, MAGIC_AT, MAGIC.length(), StandardCharsets.US_ASCII).equals(MAGIC);
        } catch (IOException e) {
            return false;
        }
    }
}
