package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.models.prompt.Conversation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleConversationTest {
    private static Sample sample(ImagePlace place) {
        return new Sample(
                "1",
                List.of(new PlacedImage(ImageRef.in(Path.of("images"), "a.png"), place)),
                "",
                List.of(new Turn("what is it?", "a cat"), new Turn("look here", "yes")),
                "and now?",
                List.of("no"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    private static List<String> written(Conversation<ImageRef> conversation) {
        String earlier = String.join(
                " | ",
                conversation.history().stream()
                        .map(exchange -> exchange.question() + " > " + exchange.answer())
                        .toList());
        return List.of(earlier, conversation.question().toString());
    }

    @Test
    void imageStandsInItsTurnAndPlace() {
        assertEquals(
                List.of("what is it? > a cat | look {image}here > yes", "and now?"),
                written(sample(new ImagePlace(1, 5)).conversation(9)));
    }

    @Test
    void imageOfATurnLeftOutMovesToTheFirstThatIsTaken() {
        assertEquals(
                List.of("{image}look here > yes", "and now?"),
                written(sample(ImagePlace.FRONT).conversation(1)));
        assertEquals(
                List.of("", "{image}and now?"),
                written(sample(new ImagePlace(1, 5)).conversation(0)));
    }
}
