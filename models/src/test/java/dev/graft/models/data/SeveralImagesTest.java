package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records with several images, in the formats that name them in lists or in columns of their own. */
class SeveralImagesTest {
    @TempDir
    private Path folder;

    private Sample first(String name, String content) {
        return read(Dataset.open(write(folder.resolve(name), content))).get(0);
    }

    private static List<String> names(Sample sample) {
        return sample.images().stream().map(image -> image.image().name()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a.jsonl | {"images": ["a.png", "b.png"], "question": "Same?", "answer": "no"} | {image}{image}Same?
        a.jsonl | {"images": ["a.png", "b.png"], "question": "Is <image> like <image>?", "answer": "no"} | Is {image} like {image}?
        a.jsonl | {"image": ["a.png", "b.png"], "question": "<image>\\n<image>\\nSame?", "answer": "no"} | {image}{image}Same?
        a.jsonl | {"images": [{"path": "a.png", "turn": 0, "offset": 3}, "b.png"], "question": "Is it?", "answer": "no"} | \
        Is {image}{image}it?
        c.jsonl | {"image_path": ["a.png", "b.png"], "question": "Is <image> like <image>?", "label": "no"} | Is {image} like {image}?
        m.jsonl | {"image_2": "b.png", "image_1": "a.png", "image_3": null, "question": "Same?", "answer": "no"} | {image}{image}Same?
        n.jsonl | {"left_image": "a.png", "right_image": "b.png", "question": "Same?", "answer": "no"} | {image}{image}Same?
        r.jsonl | {"query": "<image> or <image>?", "response": "no", "images": ["a.png", "b.png"]} | {image}or {image}?
        o.jsonl | {"messages": [{"role": "user", "content": [{"type": "text", "text": "Is "}, \
        {"type": "image", "image": "a.png"}, {"type": "text", "text": " like "}, \
        {"type": "image", "image": "b.png"}]}, {"role": "assistant", "content": "no"}]} | Is {image} like {image}
        """)
    void imagesStandWhereTheRecordSays(String file, String content, String expected) {
        Sample sample = first(file, content);
        assertEquals(expected, sample.conversation(0).question().toString());
        assertEquals(List.of("a.png", "b.png"), names(sample));
        assertEquals("no", sample.target());
    }

    @Test
    void marksOfEarlierTurnsCount() {
        Sample sample = first("h.jsonl", """
                {"images": ["a.png", "b.png"], "history": [["<image> What?", "A cat."]], "question": "And <image> this?", "answer": "x"}
                """);
        assertEquals(
                "{image}What?",
                sample.conversation(1).history().get(0).question().toString());
        assertEquals("And {image} this?", sample.conversation(1).question().toString());
    }

    @Test
    void columnsOfATableAreReadTheSame() {
        Sample sample = first("t.csv", "image1,image2,question,answer\na.png,b.png,Same?,no\n");
        assertEquals(List.of("a.png", "b.png"), names(sample));
    }

    @Test
    void marksWithoutImagesAreWords() {
        assertEquals(
                "What is <image> in HTML?",
                first("w.jsonl", "{\"question\": \"What is <image> in HTML?\", \"answer\": \"a word\"}")
                        .question());
    }

    @Test
    void aMarkInTheMidstOfAQuestionAboutOneImageIsAWord() {
        Sample sample =
                first("v.jsonl", "{\"image\": \"a.png\", \"question\": \"What is <image> here?\", \"answer\": \"x\"}");
        assertEquals(
                "{image}What is <image> here?",
                sample.conversation(0).question().toString());
    }

    @Test
    void marksThatAreTooFewAreRefused() {
        assertRefused(
                write(
                        folder.resolve("f.jsonl"),
                        "{\"images\": [\"a.png\", \"b.png\"], \"question\": \"Is <image> it?\", \"answer\": \"no\"}"),
                DatasetOptions.DEFAULTS,
                "f.jsonl:1",
                "expected '<image>' once for each of 2 images, or not at all, found it 1 time");
    }
}
