package dev.graft.eval.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.Condition;
import dev.graft.eval.Evaluation;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static Sample sample(String answer, String... choices) {
        return new Sample(
                "1",
                List.of(PlacedImage.front(ImageRef.in(Path.of("."), "1.png"))),
                "",
                List.of(),
                "what is it?",
                List.of(answer),
                List.of(choices),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    @Test
    void questionsWithChoicesAreAnsweredByTheLikeliest() {
        Protocol protocol = Protocol.of(List.of(sample("a cat", "a dog", "a cat")));
        assertEquals("choice", protocol.id());
        assertTrue(protocol.chooses());
    }

    @Test
    void lettersStandBelowTheQuestion() {
        Evaluation evaluation = new Evaluation(
                List.of(sample("a cat", "a dog", "a cat")), new LetterChoice(), EnumSet.of(Condition.IMAGES), 0);
        Sample asked = evaluation.samples().get(0);
        assertEquals("""
                what is it?
                A. a dog
                B. a cat
                Answer with the option's letter from the given choices directly.""", asked.question());
        assertEquals(List.of("B"), asked.answers());
        assertEquals(List.of(asked), new LetterChoice().asked(List.of(asked)), "asking again changes nothing");
    }

    @Test
    void refusesAnswersThatAreNoChoice() {
        for (Sample wrong : List.of(sample("a bird", "a dog", "a cat"), sample("a bird"))) {
            InvalidInputException refused =
                    assertThrows(InvalidInputException.class, () -> new LikeliestChoice().check(List.of(wrong)));
            assertTrue(refused.getMessage().contains("sample '1'"), refused.getMessage());
            assertThrows(InvalidInputException.class, () -> new LetterChoice().asked(List.of(wrong)));
        }
    }
}
