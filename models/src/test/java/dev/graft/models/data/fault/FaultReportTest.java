package dev.graft.models.data.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.DataFiles;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultReportTest {
    @TempDir
    Path folder;

    @Test
    void countsAllAndKeepsTheFirstOfEachKind() {
        FaultReport report = new FaultReport();
        for (int i = 1; i <= 3; i++) {
            report.add(new Fault(FaultKind.EMPTY, "a.jsonl:" + i, "field 'answer' must not be empty"));
        }
        report.add(new Fault(FaultKind.MISSING_IMAGE, "a.jsonl:9", "no file"));
        assertEquals(Map.of(FaultKind.EMPTY, 3L, FaultKind.MISSING_IMAGE, 1L), report.counts());
        assertEquals(4, report.total());
        assertEquals(3, report.first(FaultKind.EMPTY).size());
        assertEquals("empty question or answer: 3, missing image: 1", report.summary());
        assertEquals("""
                empty question or answer: 3 (give the text, or take the record out)
                  [a.jsonl:1] field 'answer' must not be empty
                  [a.jsonl:2] field 'answer' must not be empty
                  ... and 1 more
                missing image: 1 (put the file there, or say by --images where the images lie)
                  [a.jsonl:9] no file
                """, report.toText(2));
    }

    @Test
    void controlCharactersOfDataAreWrittenOut() {
        Fault fault = new Fault(FaultKind.IMAGE_NAME, "a.jsonl:1", "\u001b[31m\u0000 \u8d64\ud83d\ude00");
        assertEquals("[a.jsonl:1] \\u001b[31m\\u0000 \u8d64\ud83d\ude00", fault.toString());
    }

    @Test
    void aFailureOfAReaderThatKnowsNoKindsIsAMalformedRecord() {
        Fault fault = FaultException.of(new ModelFileException("what it says"), "a.csv:3");
        assertEquals(new Fault(FaultKind.MALFORMED, "a.csv:3", "what it says"), fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        records | {"image": "1.png", "caption"                            | MALFORMED
        records | {"image": "1.png", "captoin": "x"}                      | FIELD
        records | {"image": "1.png", "caption": " "}                      | EMPTY
        records | {"caption": "x"}                                        | NO_IMAGE
        records | {"image": "a\\u0000b", "caption": "x"}                          | IMAGE_NAME
        records | "text"                                                  | MALFORMED
        llava   | {"image": "1.png", "conversations": [{"from": "gpt", "value": "x"}]} | TURNS
        llava   | {"image": "1.png", "conversations": [{"from": "human", "value": "<image><image>"}, \
        {"from": "gpt", "value": "x"}]} | MARKER
        """)
    void aReaderSaysOfWhatKindItsFaultIs(String format, String line, FaultKind kind) {
        Path file = DataFiles.write(folder.resolve("data.jsonl"), "\n" + line + "\n");
        DatasetOptions options = DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of(format));
        FaultException failure = assertThrows(FaultException.class, () -> DataFiles.read(Dataset.open(file, options)));
        assertEquals(kind, failure.fault().kind());
        assertEquals(file + ":2", failure.fault().place());
        assertTrue(kind.canBeLeftOut());
    }

    @Test
    void whatFollowsABreakInAFileIsLost() {
        Path file = DataFiles.write(folder.resolve("data.json"), "[{\"image\": \"1.png\", \"caption\": \"x\"}, {]");
        FaultException failure = assertThrows(FaultException.class, () -> DataFiles.read(Dataset.open(file)));
        assertEquals(FaultKind.BROKEN_FILE, failure.fault().kind());
        assertFalse(failure.fault().kind().canBeLeftOut());
    }
}
