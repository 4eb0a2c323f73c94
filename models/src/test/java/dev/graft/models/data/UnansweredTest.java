package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions without answers, which are refused unless they are only to be asked. */
class UnansweredTest {
    private static final DatasetOptions ASKED = DatasetOptions.DEFAULTS.withUnanswered();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a.jsonl   | {"image": "1.png", "question": "What?"}                                             | What?
        a.jsonl   | {"image": "1.png", "question": "What?", "answer": ""}                               | What?
        a.jsonl   | {"image": "1.png"}                                                                  | ``
        q.jsonl   | {"question_id": 3, "image": "1.png", "text": "What?", "category": "conv"}           | What?
        q.jsonl   | {"question_id": 3, "image_id": 7, "question": "What?"}                              | What?
        c.json    | [{"image": "1.png", "conversations": [{"from": "human", "value": "<image> What?"}]}] | What?
        m.jsonl   | {"images": ["1.png"], "messages": [{"role": "user", "content": "<image>What?"}]}    | What?
        r.jsonl   | {"query": "<image>What?", "response": "", "images": ["1.png"]}                      | What?
        v_questions.json | {"questions": [{"question_id": 1, "image_id": 2, "question": "What?"}]}      | What?
        gqa.json  | {"07": {"imageId": "5", "question": "What?"}}                                       | What?
        t.json    | {"data": [{"question_id": 1, "image_id": "x", "question": "What?"}]}                | What?
        """)
    void aQuestionWithoutAnAnswerCanBeAsked(String name, String content, String question) {
        Path file = write(folder.resolve(name), content);
        Sample sample = read(Dataset.open(file, ASKED)).get(0);
        assertEquals(question, sample.question());
        assertEquals(List.of(), sample.answers());
        assertEquals(1, sample.images().size());
        assertThrows(InvalidInputException.class, sample::target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a.jsonl | {"image": "1.png", "question": "What?"} | expected exactly one of
        c.json  | [{"image": "1.png", "conversations": [{"from": "human", "value": "What?"}]}] | expected every question
        v_questions.json | {"questions": [{"question_id": 1, "image_id": 2, "question": "What?"}]} | no annotations file
        """)
    void nothingCanBeLearntOfIt(String name, String content, String reason) {
        assertRefused(write(folder.resolve(name), content), DatasetOptions.DEFAULTS, reason);
    }

    @Test
    void answersThatAreThereAreRead() {
        Path file = write(folder.resolve("c.json"), """
                [{"id": "a", "conversations": [{"from": "human", "value": "One?"}, {"from": "gpt", "value": "1"},
                  {"from": "human", "value": "Two?"}, {"from": "gpt", "value": "2"}, {"from": "human", "value": "Three?"}]},
                 {"id": "b", "conversations": [{"from": "human", "value": "One?"}, {"from": "gpt", "value": ""},
                  {"from": "human", "value": "Two?"}]}]
                """);
        List<Sample> samples = IndexedDataset.load(Dataset.open(file, ASKED), 0, fault -> {});
        assertEquals(
                List.of(List.of("1"), List.of("2"), List.of()),
                samples.stream().map(Sample::answers).toList());
        assertEquals(2, samples.get(2).history().size());
    }
}
