package dev.graft.eval.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
    private static final String RUN = "{\"run\": \"é1\"}";

    @TempDir
    private Path folder;

    private Path part() {
        return folder.resolve("answers.jsonl.part");
    }

    private Path file() {
        return folder.resolve("answers.jsonl");
    }

    private AnswerFile open(String run) {
        return AnswerFile.open(file(), run, 2);
    }

    /** Cut off anywhere, what is gone on with ends as what was written at once. */
    @Test
    void aFileThatWasCutOffAnywhereGoesOn() throws IOException {
        List<String> answers = List.of("{\"a\": 1}", "{\"b\": \"ü\"}", "{\"c\": 3}", "{\"d\": 4}", "{\"e\": 5}");
        try (AnswerFile whole = open(RUN)) {
            whole.append(answers);
        }
        byte[] bytes = Files.readAllBytes(part());
        for (int cut = 0; cut <= bytes.length; cut++) {
            Files.write(part(), Arrays.copyOf(bytes, cut));
            try (AnswerFile again = open(RUN)) {
                int kept = again.lines();
                assertEquals(0, kept % 2);
                assertTrue(kept <= 4);
                again.append(answers.subList(kept, answers.size()));
                again.finish();
            }
            assertEquals(answers, Files.readAllLines(file()));
            assertFalse(Files.exists(part()));
            Files.delete(file());
        }
    }

    @Test
    void whatWasWrittenIsOnDiskBeforeTheNextIsAnswered() throws IOException {
        try (AnswerFile answers = open(RUN)) {
            answers.append(List.of("{\"a\": 1}", "{\"b\": 2}"));
            assertEquals(List.of(RUN, "{\"a\": 1}", "{\"b\": 2}"), Files.readAllLines(part()));
            assertFalse(Files.exists(file()));
        }
        try (AnswerFile again = open(RUN)) {
            assertEquals(2, again.lines());
        }
    }

    @Test
    void answersOfAnotherRunAreNeitherMixedInNorLost() throws IOException {
        try (AnswerFile answers = open(RUN)) {
            answers.append(List.of("{\"a\": 1}", "{\"b\": 2}"));
        }
        byte[] before = Files.readAllBytes(part());
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> open("{\"run\": \"other\"}"));
        assertTrue(refused.getMessage().contains("holds answers that another model gave"), refused.getMessage());
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(part()));
    }

    @Test
    void aFinishedFileAndOneInUseAreRefused() throws IOException {
        try (AnswerFile answers = open(RUN)) {
            InvalidInputException refused = assertThrows(InvalidInputException.class, () -> open(RUN));
            assertTrue(refused.getMessage().contains("being written by another program"), refused.getMessage());
            answers.append(List.of("{}"));
            answers.finish();
        }
        assertThrows(InvalidInputException.class, () -> open(RUN));
        assertEquals("{}\n", Files.readString(file()));
    }
}
