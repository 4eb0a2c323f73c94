package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.ScenePlace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Descriptions of scenes cell by cell in raster order, as a vision encoder's features come: {@code empty, large red
 * circle, empty; ...}.
 */
public final class CellDescriptions {
    private static final List<String> EMPTY = List.of("empty", "nothing", "empty cell");
    private static final List<String> CELL_ENDS = List.of(", ", " | ", ", ", " ");
    private static final List<String> ROW_ENDS = List.of("; ", ". ", " / ");
    private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth");
    private static final List<String> ROWS = List.of("top", "middle", "bottom");

    private CellDescriptions() {}

    /** @param side cells of a row; no cell holds two objects */
    public static Description draw(Scene scene, int side, SplitMix64 random) {
        String empty = EMPTY.get(random.below(EMPTY.size()));
        List<String> cells = new ArrayList<>();
        for (int cell = 0; cell < side * side; cell++) {
            cells.add(content(scene, side, cell, empty));
        }
        int styles = side == 3 ? 4 : 3;
        String text = switch (random.below(styles)) {
            case 0 -> String.join(CELL_ENDS.get(random.below(CELL_ENDS.size() - 1)), cells);
            case 1 -> rows(cells, side, random);
            case 2 -> titledRows(cells, side, random);
            default -> titledCells(cells, random);
        };
        return new Description(text, EnumSet.allOf(Fact.class));
    }

    private static String content(Scene scene, int side, int cell, String empty) {
        for (SceneObject object : scene.objects()) {
            int column = (int) (object.x() * side / scene.side());
            int row = (int) (object.y() * side / scene.side());
            if (row * side + column == cell) {
                return Phrase.of(object, ObjectAttribute.ALL).toString();
            }
        }
        return empty;
    }

    private static List<String> joinedRows(List<String> cells, int side, SplitMix64 random) {
        String end = CELL_ENDS.get(random.below(CELL_ENDS.size()));
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < side; row++) {
            rows.add(String.join(end, cells.subList(row * side, (row + 1) * side)));
        }
        return rows;
    }

    private static String rows(List<String> cells, int side, SplitMix64 random) {
        return String.join(ROW_ENDS.get(random.below(ROW_ENDS.size())), joinedRows(cells, side, random));
    }

    private static String titledRows(List<String> cells, int side, SplitMix64 random) {
        List<String> rows = joinedRows(cells, side, random);
        boolean named = side == ROWS.size() && random.chance(0.5);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < side; row++) {
            text.append(row == 0 ? "" : " ")
                    .append(named ? ROWS.get(row) : ORDINALS.get(row))
                    .append(" row: ")
                    .append(rows.get(row))
                    .append('.');
        }
        return text.toString();
    }

    /** With the names of the nine places. */
    private static String titledCells(List<String> cells, SplitMix64 random) {
        String end = ROW_ENDS.get(random.below(ROW_ENDS.size()));
        List<String> titled = new ArrayList<>();
        for (ScenePlace place : ScenePlace.values()) {
            titled.add(place + ": " + cells.get(place.ordinal()));
        }
        return String.join(end, titled);
    }
}
