package dev.graft.models.data.records;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.ValidationReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainRecordsTest {
    @TempDir
    Path folder;

    @Test
    void readsQuestionsAndCaptions() {
        Path file = write(folder.resolve("data.jsonl"), """
                {"image": "a/./1.png", "question": "What?", "answer": "cat", "meta": {"any": [1]}}

                {"id": "x", "image": "2.png", "caption": "A dog.", "question_type": "none"}
                {"id": 7, "question": "2 + 2?", "answers": ["4", "four", "4"], "answer_type": "number", "image": null}
                """);
        List<Sample> samples = read(Dataset.open(file));
        assertEquals(3, samples.size());
        Sample first = samples.get(0);
        assertEquals("1", first.id());
        assertEquals("What?", first.question());
        assertEquals(List.of("cat"), first.answers());
        assertEquals(
                ImageRef.of("a/1.png", folder.resolve("a/1.png")), first.image().orElseThrow());
        Sample second = samples.get(1);
        assertEquals("x", second.id());
        assertEquals("", second.question());
        assertEquals(List.of("A dog."), second.answers());
        assertEquals(Optional.of("none"), second.questionType());
        assertEquals(3, second.record());
        Sample third = samples.get(2);
        assertEquals("7", third.id());
        assertEquals(Optional.empty(), third.image());
        assertEquals("4", third.target());
        assertEquals(Optional.of("number"), third.answerType());
    }

    @Test
    void readsTheSameFromAnArrayAndWithAnotherImageFolder() {
        Path file = write(
                folder.resolve("data.json"),
                "\uFEFF [{\"image\": \"1.png\", \"caption\": \"x\"},\n{\"image\": \"2.png\", \"captions\": [\"y\", \"z\"]}]");
        Path images = folder.resolve("elsewhere");
        List<Sample> samples = read(Dataset.open(file, DatasetOptions.DEFAULTS.withImages(images)));
        assertEquals(
                images.resolve("1.png").toString(),
                samples.get(0).image().orElseThrow().source().toString());
        assertEquals(List.of("y", "z"), samples.get(1).answers());
        assertEquals(2, samples.get(1).record());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"image": "1.png", "qestion": "x", "answer": "y"}       | unknown field 'qestion'; did you mean 'question'?
        {"image": "1.png", "question": "x"}                     | \
        expected exactly one of 'answer', 'answers', 'caption', 'captions', found none
        {"image": "1.png", "question": "x", "answer": "y", "answers": ["z"]} | found answer and answers
        {"image": "1.png", "question": "x", "caption": "y"}     | found 'question' together with 'caption'
        {"image": "1.png", "answer": "y"}                       | found 'answer' without a 'question'
        {"image": "1.png", "question": "x", "answer": 3}        | field 'answer' must be text, found the number 3; put it in quotes
        {"image": "1.png", "question": "x", "answer": []}       | field 'answer' must be an array of at least one element
        {"image": "1.png", "question": "x", "answer": " "}      | field 'answer' must not be empty
        {"image": "1.png", "question": " ", "answer": "y"}      | field 'question' must not be empty
        {"image": "1.png", "question": "x", "answers": []}      | \
        field 'answers' must be an array of at least one element, found an array of 0
        {"image": "1.png", "question": "x", "answers": ["", " "]} | field 'answers' must not be empty
        {"question": "x", "answer": "y", "history": ["a", "b"]} | each element of 'history' must be [question, answer], found "a"
        {"question": "x", "answer": "y", "history": [["a", 1]]} | each answer of 'history' must be text, found the number 1
        {"question": "x", "answer": "y", "system": 1}           | field 'system' must be text
        {"question": "x", "answer": "y", "answer_choices": ["z"]} | each right answer must be one of 'answer_choices', found "y"
        {"images": [{"path": "1.png", "turn": 1}], "caption": "y"} | 'turn' of an image must be at most 0
        {"image": {"path": "1.png", "offset": -1}, "caption": "y"} | 'offset' of an image must be a whole number from 0 on
        {"image": 1, "question": "x", "answer": "y"}            | field 'image' must be text, found the number 1
        {"image": "", "caption": "y"}                           | field 'image' is missing
        {"caption": "y"}                                        | field 'image' is missing
        {"image": "1.png", "image": "2.png", "caption": "y"}    | is there twice
        ["image"]                                               | \
        expected an object with 'image', 'question' and 'answer', found an array of 1
        {"image": "1.png", "caption": "y"} {}                   | not valid JSON
        {"image": "1.png", "caption": "y"                       | not valid JSON at column
        """)
    void refusesWithPlaceAndReason(String line, String reason) {
        Path file = write(folder.resolve("bad.jsonl"), "{\"image\": \"1.png\", \"caption\": \"fine\"}\n" + line + "\n");
        assertRefused(file, DatasetOptions.DEFAULTS, "[" + file + ":2] ", reason);
    }

    @Test
    void refusesTextThatIsNotUtf8() throws Exception {
        Path file = folder.resolve("latin1.jsonl");
        Files.write(file, "{\"image\": \"1.png\", \"caption\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of("records")), "not UTF-8");
    }

    @Test
    void readsNoFurtherThanAsked() {
        Path file = write(
                folder.resolve("data.json"),
                "[{\"image\": \"1.png\", \"caption\": \"x\"}, " + " ".repeat(200_000) + "!");
        try (Stream<Sample> samples = Dataset.open(file).samples()) {
            assertEquals("x", samples.iterator().next().target());
        }
    }

    @Test
    void validationGoesPastMalformedLinesAndMissingImages() throws Exception {
        Files.createFile(folder.resolve("1.png"));
        Path file = write(folder.resolve("data.jsonl"), """
                {"image": "1.png", "caption": "a"}
                nonsense
                {"image": "2.png", "caption": "b"}
                {"image": "2.png", "caption": "again"}
                {"image": "1.png", "capton": "c"}
                {"image": "1.png", "caption": "d"}
                """);
        ValidationReport report = Dataset.open(file).validate(2);
        assertEquals(4, report.samples());
        assertEquals(2, report.images());
        assertEquals(3, report.problems());
        assertEquals(2, report.messages().size());
        assertTrue(report.messages().get(0).startsWith("[" + file + ":2] not valid JSON"));
        assertTrue(report.messages().get(1).contains("image '2.png' is not at " + folder.resolve("2.png")));
    }
}
