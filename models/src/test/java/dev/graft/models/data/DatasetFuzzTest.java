package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes, a reader gives samples or says that the file is bad. */
class DatasetFuzzTest {
    private static final int ROUNDS = 150;
    private static final String PIECES = "[]{}\",:\\ \n0123456789nulltruefalse-e.\u0000<image>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(DatasetFormat.class)
    void mutatedFilesNeverFailInAnotherWay(DatasetFormat format) throws IOException {
        byte[] file = content(format).getBytes(StandardCharsets.UTF_8);
        byte[] annotations = ANNOTATIONS.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            boolean inAnnotations = format == DatasetFormat.VQA && round % 2 == 0;
            Path data = Files.write(folder.resolve("questions.json"), inAnnotations ? file : mutate(file, random));
            Files.write(folder.resolve("annotations.json"), inAnnotations ? mutate(annotations, random) : annotations);
            DatasetOptions options =
                    round % 3 == 0 ? DatasetOptions.DEFAULTS : DatasetOptions.DEFAULTS.withFormat(format);
            try {
                DataFiles.read(Dataset.open(data, options));
            } catch (ModelFileException expected) {
                refused++;
            }
            try {
                Dataset.open(data, options).validate(3);
            } catch (ModelFileException expected) {
                // The format could not be told.
            }
        }
        assertTrue(refused > ROUNDS / 4, "only " + refused + " files were refused: the mutations are too tame");
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 0; edits--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes = without(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(12)));
                default -> bytes[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    private static String content(DatasetFormat format) {
        return switch (format) {
            case RECORDS -> """
                    {"id": "a", "image": "1.png", "question": "What?", "answer": "cat", "meta": {"any": [1]}}
                    {"image": "2.png", "caption": "A dog.", "question_type": "none"}
                    {"id": 7, "question": "2 + 2?", "answers": ["4", "four"], "image": null}
                    """;
            case LLAVA -> """
                    [{"id": "a", "image": "1.jpg", "conversations": [{"from": "human", "value": "<image>\\nWhat?"},
                    {"from": "gpt", "value": "A cat."}, {"from": "human", "value": "Colour?"},
                    {"from": "gpt", "value": "Red."}]}, {"id": 5, "conversations": [{"from": "human", "value": "Hello"},
                    {"from": "gpt", "value": "Hi"}]}]""";
            case EASY_VQA -> "[[\"what?\", \"blue\", 0], [\"is there?\", \"yes\", 1], [\"which?\", \"red\", 23]]";
            case VQA -> """
                    {"info": {"year": 2017}, "data_type": "mscoco", "data_subtype": "train2014", "questions": [
                    {"question_id": 1, "image_id": 11, "question": "q"}, {"question_id": 2, "image_id": 12, "question": "r"}]}""";
            case POPE -> """
                    {"question_id": 1, "image": "1.jpg", "text": "Is there a dog in the image?", "label": "yes"}
                    {"question_id": 2, "image": "2.jpg", "text": "Is there a cat in the image?", "label": "no"}
                    """;
        };
    }

    private static final String ANNOTATIONS = """
            {"annotations": [{"question_id": 1, "question_type": "what", "answer_type": "other",
            "answers": [{"answer": "net", "answer_id": 1}, {"answer": "mesh", "answer_id": 2}]},
            {"question_id": 2, "answers": [{"answer": "net", "answer_id": 1}]}]}""";
}
