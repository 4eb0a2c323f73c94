package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.graft.models.data.DatasetFormat;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Tells a file's format from its first record. */
final class FormatProbe {
    private static final Set<String> OWN_FIELDS =
            Set.of("image", "question", "answer", "answers", "caption", "captions");

    private static final Set<String> POPE_FIELDS = Set.of("image", "text", "label");

    private FormatProbe() {}

    static DatasetFormat of(Path file) {
        try (JsonParser json = DataFile.JSON.createParser(DataFile.open(file))) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new ModelFileException("data set " + file + " is empty");
            }
            JsonToken record = first == JsonToken.START_ARRAY ? json.nextToken() : first;
            if (first == JsonToken.START_ARRAY && record == JsonToken.START_ARRAY) {
                return DatasetFormat.EASY_VQA;
            }
            if (record == JsonToken.START_OBJECT) {
                return ofObject(file, json, first == JsonToken.START_OBJECT);
            }
            throw unknown(file, "starts with " + first);
        } catch (JsonProcessingException e) {
            if (file.getFileName().toString().matches(".*\\.(jsonl|ndjson)")) {
                // The reader says which line is malformed.
                return DatasetFormat.RECORDS;
            }
            throw DataFile.failure(file.toString(), e);
        } catch (IOException e) {
            throw DataFile.failure(file.toString(), e);
        }
    }

    private static DatasetFormat ofObject(Path file, JsonParser json, boolean topLevel) throws IOException {
        Set<String> fields = new LinkedHashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            fields.add(field);
            if (field.equals("conversations")) {
                return DatasetFormat.LLAVA;
            }
            if (topLevel && field.equals("questions") && value == JsonToken.START_ARRAY) {
                return DatasetFormat.VQA;
            }
            json.skipChildren();
        }
        if (fields.containsAll(POPE_FIELDS)) {
            return DatasetFormat.POPE;
        }
        if (fields.stream().anyMatch(OWN_FIELDS::contains)) {
            return DatasetFormat.RECORDS;
        }
        if (fields.contains("annotations")) {
            throw new ModelFileException("data set " + file
                    + " holds annotations; give the path of the questions file, the annotations are found beside it");
        }
        throw unknown(file, "has the fields " + fields.stream().limit(10).toList());
    }

    private static ModelFileException unknown(Path file, String found) {
        return new ModelFileException("data set " + file + ": format not recognised: the first record " + found
                + "; expected an object with 'image', 'question' and 'answer' (or 'caption'), LLaVA's with"
                + " 'conversations', easy-VQA's [question, answer, image_id], a VQA questions file or POPE's with"
                + " 'text' and 'label'");
    }
}
