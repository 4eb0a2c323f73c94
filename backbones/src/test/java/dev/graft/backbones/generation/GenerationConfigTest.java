package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.backbones.generation.rule.ForcedBeginning;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationConfigTest {
    private static GenerationOptions read(Object forced) {
        return GenerationConfig.of("file", Map.of("forced_bos_token_id", forced), GenerationOptions.greedy(8))
                .options();
    }

    @Test
    void oneTokenCanBeForcedAtTheBeginning() {
        GenerationOptions expected = GenerationOptions.greedy(8).with(new ForcedBeginning(5));
        assertEquals(expected, read(5));
        assertEquals(expected, read(List.of(5)));
        for (List<Integer> wrong : List.of(List.of(5, 6), List.<Integer>of())) {
            InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> read(wrong));
            assertEquals(
                    "file: 'forced_bos_token_id' should be the id of one token, found " + wrong, refusal.getMessage());
        }
    }
}
