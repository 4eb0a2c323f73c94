package dev.graft.models.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.visual.VisualLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That checkpoints are compared is in CheckpointImportTest; here is that a question is written with the texts of every layout. */
class CheckpointTokensTest {
    private record Written(String kind, int tileTokens, String text) {}

    private static final List<Written> LAYOUTS = List.of(
            new Written("joined", 16, "{image}"),
            new Written("crops", 16, "{image}<end_of_image>"),
            new Written(
                    "split",
                    16,
                    "<fake_token_around_image><row_2_col_2>{image}\n\n<fake_token_around_image><global-img>{image}"),
            new Written("anyres", 16, "{image}"),
            new Written("rows", 1, "{image}[IMG_BREAK]{image}[IMG_END]"),
            new Written("map", 1, "{image}"),
            new Written("numbered", 16, "TILE_4{image}TILE_GLOBAL{image}"),
            new Written("marked", 16, "<fake_token_around_image>{image}<fake_token_around_image>{image}"));

    @Test
    void aQuestionHasTheTextsOfItsLayout() {
        // All but the one that is another layout with a limit, which no checkpoint has.
        assertEquals(VisualLayout.class.getPermittedSubclasses().length - 1, LAYOUTS.size());
        for (Written written : LAYOUTS) {
            String text = CheckpointTokens.prompt(
                            PromptTemplate.DEFAULT, VisualLayout.parse(written.kind), written.tileTokens)
                    .toString();
            assertTrue(text.contains(written.text), written.kind + ": " + text);
        }
    }
}
