package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two rules of open-ended few-shot classification; VL-ICL's traced by hand through its exact_match. */
class ClassNameMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dax            | 1 | 1",
                "' dax '        | 1 | 1",
                "Dax            | 0 | 1",
                "dax.           | 0 | 1",
                "dax. This is a | 0 | 1",
                "'dax\nblicket' | 0 | 1",
                "'dax.\nThis'   | 0 | 0",
                "'dax '.        | 0 | 0",
                "a dax          | 0 | 0",
                ".dax           | 0 | 0",
                "daxes          | 0 | 0",
                "''             | 0 | 0"
            })
    void rules(String answer, double frozen, double vlIcl) {
        assertEquals(frozen, new OpenEndedMatch().score(answer, List.of("dax")), answer);
        assertEquals(vlIcl, new VlIclMatch().score(answer, List.of("dax")), answer);
    }
}
