package dev.graft.models.visual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.image.TileGrid;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VisualLayoutTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream stream = VisualLayoutTest.class.getResourceAsStream("layouts.jsonl")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                cases.add(JSON.readTree(line));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tokensAndTextsAreThoseOfTransformers(JsonNode expected) {
        VisualLayout layout = layout(expected.get("layout"));
        TileGrid grid = new TileGrid(
                expected.at("/grid/0").intValue(),
                expected.at("/grid/1").intValue(),
                expected.path("overview").asBoolean(true),
                expected.at("/picture/0").intValue(),
                expected.at("/picture/1").intValue(),
                expected.path("square").asBoolean(false));
        int tokens = expected.get("tokens").intValue();
        VisualSequence sequence =
                layout.sequence(grid, tokens, expected.path("images").asInt(1));
        Tensor table = table(grid.tiles() * tokens + layout.separators());
        float[] assembled = sequence.assemble(table).toFloatArray();
        assertEquals(sequence.tokens(), assembled.length);
        if (expected.has("prompt")) {
            String[] texts = expected.get("prompt").textValue().split("#", -1);
            Prompt.Writer<VisualSequence> prompt = new Prompt.Writer<VisualSequence>().text(texts[0]);
            for (int i = 1; i < texts.length; i++) {
                prompt.image(sequence).text(texts[i]);
            }
            assertEquals(
                    expected.get("text").textValue(),
                    VisualSequence.expand(prompt.done()).toString().replace("{image}", "#".repeat(tokens)));
            return;
        }
        if (expected.has("text")) {
            assertEquals(expected.get("text").textValue(), text(sequence));
            assertEquals(grid.tiles() * tokens, sequence.tokens());
            return;
        }
        JsonNode numbers = expected.get("expected");
        assertEquals(numbers.size(), assembled.length, expected.toString());
        for (int i = 0; i < assembled.length; i++) {
            assertEquals(numbers.get(i).doubleValue(), assembled[i], 2e-4 * assembled.length, i + " of " + expected);
        }
        boolean picked = sequence.runs().stream().allMatch(run -> run.sources().picks());
        assertTrue(picked
                || layout.toMap().get("most_tiles").equals(9)
                || layout.toMap().get("most_tiles").equals(2));
    }

    /** All tiles in one run, with nothing copied where nothing changes. */
    @Test
    void joinedTilesKeepTheirOrder() {
        VisualSequence sequence = new JoinedLayout("<img>", "</img>").sequence(new TileGrid(2, 2, true, 9, 9), 3);
        assertEquals("<img>###############</img>", text(sequence));
        Tensor table = table(15);
        assertEquals(table, sequence.assemble(table));
    }

    @Test
    void textsJoinThoseBesideTheImage() {
        VisualSequence sequence = new SplitLayout("<f>", "<g>").sequence(new TileGrid(1, 1, true, 9, 9), 2);
        Prompt<VisualPart.Run> prompt = VisualSequence.expand(new Prompt.Writer<VisualSequence>()
                .text("a\n")
                .image(sequence)
                .text("\nb")
                .done());
        assertEquals("a\n<f><row_1_col_1>{image}\n\n<f><g>{image}<f>\nb", prompt.toString());
        assertEquals(
                3, prompt.pieces().stream().filter(Piece.Text.class::isInstance).count());
    }

    @Test
    void aLayoutIsWhatItsKeysSay() {
        for (VisualLayout layout : List.of(
                JoinedLayout.PLAIN,
                new JoinedLayout("<img>", "</img>"),
                new SplitLayout("a", "b"),
                new MapLayout(),
                new MarkedLayout("a"),
                new NumberedLayout("a", "b", "c", "d"),
                new CropsLayout("<", ">"),
                new RowsLayout("|", "."),
                new AnyresLayout(0).limited(300),
                new AnyresLayout(9, true),
                new AnyresLayout(9, true).limited(300),
                new AnyresLayout(9))) {
            assertEquals(layout, VisualLayout.of(layout.toMap()));
        }
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("kind", "anyress"),
                Map.of("kind", "anyres", "most_tiles", "9"),
                Map.of("kind", "anyres", "most_tiles", -1),
                Map.of("kind", "anyres", "several_whole", "yes"),
                Map.of("kind", "split", "before", "x"),
                Map.of("kind", "joined", "max_visual_tokens", 0),
                Map.of("kind", "crops", "after", 3),
                Map.of("kind", "joined", "before", 3))) {
            assertThrows(InvalidInputException.class, () -> VisualLayout.of(wrong), wrong.toString());
        }
    }

    @Test
    void tilesThatMakeNoSquareMapAreRefused() {
        InvalidInputException e = assertThrows(
                InvalidInputException.class, () -> new AnyresLayout(0).sequence(new TileGrid(1, 2, true, 20, 10), 5));
        assertTrue(e.getMessage().contains("class token"), e.getMessage());
    }

    /** What a processor makes that does not know of it cannot be shown. */
    @Test
    void severalPicturesNeedTheirSquares() {
        TileGrid grid = new TileGrid(1, 2, true, 20, 10);
        InvalidInputException e =
                assertThrows(InvalidInputException.class, () -> new AnyresLayout(0, true).sequence(grid, 4, 2));
        assertTrue(e.getMessage().contains("square"), e.getMessage());
        assertEquals(
                new AnyresLayout(0).sequence(grid, 4).tokens(),
                new AnyresLayout(0).sequence(grid, 4, 2).tokens());
        assertEquals(
                5,
                new AnyresLayout(0, true)
                        .limited(300)
                        .sequence(grid.withSquare(), 4, 2)
                        .tokens());
    }

    private static VisualLayout layout(JsonNode json) {
        return VisualLayout.of(
                JSON.convertValue(json, new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {}));
    }

    private static Tensor table(int rows) {
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = i;
        }
        return Tensor.of(values, rows, 1);
    }

    private static String text(VisualSequence sequence) {
        StringBuilder text = new StringBuilder();
        for (VisualPart part : sequence.parts()) {
            text.append(
                    part instanceof VisualPart.Text words
                            ? words.text()
                            : "#".repeat(((VisualPart.Run) part).tokens()));
        }
        return text.toString();
    }
}
