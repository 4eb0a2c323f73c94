package dev.graft.models.data.archives;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.DataJson;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.Origin;
import dev.graft.models.data.records.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * The samples of a tar file as WebDataset has them: entries in a row whose names are equal up to the first dot, each a field by
 * the rest of its name. The fields of a {@code json} are fields of the sample.
 */
final class TarReader implements RecordReader {
    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp", "ppm", "img");

    /** What must be text; anything else may be, and is left empty where it is not. */
    private static final Set<String> TEXTS = Set.of("txt", "text", "json", "caption", "cls");

    private static final int MAX_IMAGE = 1 << 29;

    private final Path file;
    private final TarFile tar;
    private final List<TarArchiveEntry> entries;
    private int next;
    private int number;

    TarReader(Path file) {
        this.file = file;
        try {
            tar = new TarFile(file);
            entries = tar.getEntries().stream().filter(TarArchiveEntry::isFile).toList();
        } catch (IOException | RuntimeException e) {
            throw new FaultException(
                    new Fault(FaultKind.BROKEN_FILE, file.toString(), "no whole tar file: " + e.getMessage()), e);
        }
    }

    @Override
    public Optional<JsonRecord> next() {
        if (next == entries.size()) {
            return Optional.empty();
        }
        String key = key(entries.get(next));
        int from = next;
        while (next < entries.size() && key(entries.get(next)).equals(key)) {
            next++;
        }
        number++;
        String place = file + ": sample " + key;
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("__key__", key);
        for (TarArchiveEntry entry : entries.subList(from, next)) {
            put(node, entry, place);
        }
        return Optional.of(new JsonRecord(node, place, number, new Origin(file, OptionalLong.empty())).named(key));
    }

    private void put(ObjectNode node, TarArchiveEntry entry, String place) {
        String field = field(entry);
        String ending = field.substring(field.lastIndexOf('.') + 1);
        if (IMAGES.contains(ending)) {
            requireAtMost(MAX_IMAGE, entry.getSize(), entry, place);
            node.putPOJO(field, new ArchivedImage(file, entry.getName(), entry.getDataOffset(), (int) entry.getSize()));
        } else if (ending.equals("json")) {
            JsonNode json = json(text(entry, place), place);
            if (!json.isObject()) {
                node.set(field, json);
                return;
            }
            json.properties().forEach(each -> node.putIfAbsent(each.getKey(), each.getValue()));
        } else {
            node.put(field, text(entry, place));
        }
    }

    private JsonNode json(String text, String place) {
        try {
            return DataJson.only(text);
        } catch (IOException e) {
            throw DataText.failure(FaultKind.MALFORMED, place, e);
        }
    }

    private String text(TarArchiveEntry entry, String place) {
        requireAtMost(DataJson.MAX_TEXT, entry.getSize(), entry, place);
        try (InputStream in = tar.getInputStream(entry)) {
            // A file of holes says that it is small.
            byte[] bytes = in.readNBytes(DataJson.MAX_TEXT + 1);
            requireAtMost(DataJson.MAX_TEXT, bytes.length, entry, place);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            if (TEXTS.contains(entry.getName()
                    .substring(entry.getName().lastIndexOf('.') + 1)
                    .toLowerCase(Locale.ROOT))) {
                throw new FaultException(
                        FaultKind.MALFORMED, place, entry.getName() + " is no text in UTF-8; write it in UTF-8");
            }
            // Neither an image nor a text: numbers, sounds.
            return "";
        } catch (IOException e) {
            throw new FaultException(new Fault(FaultKind.BROKEN_FILE, place, "cannot be read: " + e.getMessage()), e);
        }
    }

    private static void requireAtMost(int limit, long size, TarArchiveEntry entry, String place) {
        if (size > limit) {
            throw new FaultException(
                    FaultKind.MALFORMED,
                    place,
                    entry.getName() + " has " + size + " bytes, at most " + limit + " are read");
        }
    }

    @Override
    public void close() {
        try {
            tar.close();
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    private static String key(TarArchiveEntry entry) {
        String name = entry.getName();
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String field(TarArchiveEntry entry) {
        String name = entry.getName().substring(key(entry).length());
        return name.isEmpty() ? "file" : name.substring(1).toLowerCase(Locale.ROOT);
    }
}
