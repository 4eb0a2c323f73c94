package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTypesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        What color is the cat?        | what color is
        what color, if any?           | what color
        What's up?                    | other
        Whatever happens              | other
        Is there a dog?               | is there a
        Is there any dog?             | is there any
        is thereabouts                | is
        HOW MANY?                     | how many
        "Is this a test"              | is this a
        Und was ist das?              | other
        ?                             | other
        ''                            | caption
        """)
    void isTheLongestKnownBeginning(String question, String type) {
        assertEquals(type, QuestionTypes.of(question));
    }

    @Test
    void theDataSetsOwnTypeComesFirst() {
        Sample sample = Sample.of("1", ImageRef.in(Path.of("."), "1.png"), "how many?", List.of("2"));
        assertEquals("how many", QuestionTypes.of(sample));
    }

    @Test
    void everyQuestionOfEasyVqaHasAType() {
        try (Stream<Sample> samples =
                Dataset.open(SharedData.path("data/easy-vqa")).samples()) {
            Set<String> types = samples.map(QuestionTypes::of).collect(Collectors.toSet());
            assertFalse(types.contains(QuestionTypes.OTHER), types::toString);
        }
    }
}
