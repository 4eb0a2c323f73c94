package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactMatchTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        yes          | yes            | 1
        ' Yes. \n'   | yes            | 1
        YES!?        | yes .          | 1
        red   wine   | red wine       | 1
        yes          | no             | 0
        two          | 2              | 0
        a dog        | dog            | 0
        3.5          | 35             | 0
        U.S.         | u.s            | 1
        ''           | yes            | 0
        ?            | !              | 0
        ?            | ?              | 1
        """)
    void ignoresCaseSpacesAndClosingMarks(String prediction, String reference, double score) {
        String answer = prediction.replace("\\n", "\n");
        assertEquals(score, new ExactMatch().score(answer, List.of(reference)));
        assertEquals(score, new ExactMatch().score(answer, List.of("something else", reference)));
    }
}
