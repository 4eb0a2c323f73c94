package dev.graft.models.data.conversations;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationRecordsTest {
    @TempDir
    Path folder;

    @Test
    void everyAnswerIsASampleWithTheTurnsBeforeIt() {
        List<Sample> samples = conversations("""
                [{"id": "a", "image": "coco/1.jpg", "extra": {}, "conversations": [
                   {"from": "human", "value": "<image>\\nWhat is this?"}, {"from": "gpt", "value": "A cat."},
                   {"from": "human", "value": "Its colour?"}, {"from": "gpt", "value": "Red."}]},
                 {"id": 5, "conversations": [
                   {"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Hi"}]}]
                """);
        assertEquals(3, samples.size());
        assertEquals("What is this?", samples.get(0).question());
        assertEquals(ImagePlace.FRONT, samples.get(0).images().get(0).place());
        assertEquals(List.of(), samples.get(0).history());
        assertEquals("Its colour?", samples.get(1).question());
        assertEquals(
                List.of(new Turn("What is this?", "A cat.")), samples.get(1).history());
        assertEquals("coco/1.jpg", samples.get(1).group());
        assertEquals("a", samples.get(1).id());
        assertEquals(Optional.empty(), samples.get(2).image());
        assertEquals("5", samples.get(2).group());
    }

    @Test
    void keepsWhereTheImageStood() {
        Sample end = conversations(conversation("1.jpg", "Look here: \\n<image>", "Yes"))
                .get(0);
        assertEquals("Look here:", end.question());
        assertEquals(
                new ImagePlace(0, "Look here:".length()), end.images().get(0).place());
        Sample middle =
                conversations(conversation("1.jpg", "In <image> what?", "Yes")).get(0);
        assertEquals("In {image} what?", middle.conversation(0).question().toString());
        assertEquals(new ImagePlace(0, 3), middle.images().get(0).place());
        Sample unmarked = conversations(conversation("1.jpg", "What?", "Yes")).get(0);
        assertEquals(ImagePlace.FRONT, unmarked.images().get(0).place());
        assertEquals("1.jpg", unmarked.image().orElseThrow().name());
    }

    @Test
    void turnsBeforeTheImageDoNotSeeIt() {
        List<Sample> samples = conversations(conversation("1.jpg", "Hi", "Hello", "<image> What?", "A cat"));
        assertEquals(Optional.empty(), samples.get(0).image());
        assertEquals(new ImagePlace(1, 0), samples.get(1).images().get(0).place());
        assertEquals("What?", samples.get(1).question());
    }

    @Test
    void readsOneConversationALine() {
        Path file = write(
                folder.resolve("chat.jsonl"),
                "{\"id\":\"1\",\"conversations\":[{\"from\":\"user\",\"value\":\"q\"},{\"from\":\"assistant\",\"value\":\"a\"}]}\n");
        assertEquals("a", read(Dataset.open(file)).get(0).target());
    }

    @Test
    void aGreetingOfTheModelIsPassedOver() {
        List<Sample> samples = conversations("""
                [{"image": ["1.jpg"], "conversations": [{"from": "gpt", "value": "Hello, ask!"},
                  {"from": "human", "value": "<image>What?"}, {"from": "gpt", "value": "A cat"}]}]
                """);
        assertEquals(1, samples.size());
        assertEquals("What?", samples.get(0).question());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "conversations": []                                     | field 'conversations' must be an array of at least one element
        "conversations": [{"from": "human", "value": "q"}]      | expected every question to have its answer, found 1 message
        "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "a"}] | \
        '<image>' in the text, but no field 'image'
        "image": "1.png", "conversations": [{"from": "human", "value": "<image> <image>"}, {"from": "gpt", "value": "a"}] | \
        expected '<image>' once in a conversation about 1 image, found it 2 times
        "conversations": [{"from": "human", "value": "q"}, {"from": "human", "value": "a"}] | \
        message 2: expected human (user) and gpt (assistant) in turn, found human in place of gpt
        "conversations": [{"from": "system", "value": "s"}, {"from": "gpt", "value": "hi"}, \
        {"from": "human", "value": "q"}, {"from": "human", "value": "a"}] | \
        message 4: expected human (user) and gpt (assistant) in turn, found human in place of gpt
        "conversations": [{"from": "robot", "value": "q"}, {"from": "gpt", "value": "a"}] | \
        found 'robot', who is neither human (user) nor gpt (assistant)
        "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": ""}] | the answer of turn 1 is empty
        "conversations": [{"value": "q"}, {"from": "gpt", "value": "a"}] | \
        'from' of each element of 'conversations' must be text, found nothing
        """)
    void refusesWithPlaceAndReason(String fields, String reason) {
        Path file = write(folder.resolve("bad.json"), "[\n{\"id\": 1, " + fields + "}]");
        assertRefused(file, DatasetOptions.DEFAULTS, "[" + file + ": record 1 (line 2)] ", reason);
    }

    private List<Sample> conversations(String json) {
        return read(Dataset.open(write(folder.resolve("chat.json"), json)));
    }

    private static String conversation(String image, String... values) {
        StringBuilder json = new StringBuilder("[{\"id\":\"1\",\"image\":\"" + image + "\",\"conversations\":[");
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"from\":\"" + (i % 2 == 0 ? "human" : "gpt") + "\",\"value\":\"" + values[i] + "\"}");
        }
        return json.append("]}]").toString();
    }
}
