package dev.graft.world.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object as a reader or a viewer knows it, by words; what the test's own understanding of questions works on.
 *
 * @param size null where it was not told
 * @param x in [0, 1], or negative where it was not told
 */
record Thing(String size, String color, String shape, double x, double y) {
    static final List<String> SHAPES = List.of("circle", "square", "triangle", "star", "cross", "heart");
    static final List<String> COLORS = List.of("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink");
    static final List<String> SIZES = List.of("small", "large");
    static final List<String> PLACES =
            List.of("top left", "top", "top right", "left", "center", "right", "bottom left", "bottom", "bottom right");

    private static final Map<String, Integer> NUMBERS =
            Map.of("a", 1, "an", 1, "two", 2, "three", 3, "four", 4, "five", 5);
    private static final String NAME =
            "(?:(small|large) )?(" + String.join("|", COLORS) + ") (" + String.join("|", SHAPES) + ")(?:e?s)?\\b";
    private static final String PLACE = "(top left|top right|bottom left|bottom right|top|left|center|right|bottom)\\b";
    private static final Pattern IN_PROSE =
            Pattern.compile("\\b(an?|two|three|four|five) " + NAME + "(?: (?:is )?(?:at|in|on) the " + PLACE + ")?");
    private static final Pattern PLACE_FIRST =
            Pattern.compile("(?:at|in|on) the " + PLACE + " (?:is|there is) an? " + NAME + "\\.");
    private static final Pattern CELL = Pattern.compile("empty cell|empty|nothing|" + NAME);

    /** From a line of {@code scenes.jsonl}. */
    static List<Thing> in(JsonNode scene, double side) {
        List<Thing> things = new ArrayList<>();
        for (JsonNode object : scene.get("objects")) {
            things.add(new Thing(
                    SIZES.get(object.get("size").asInt()),
                    COLORS.get(object.get("color").asInt()),
                    SHAPES.get(object.get("shape").asInt()),
                    object.get("center").get(0).asDouble() / side,
                    object.get("center").get(1).asDouble() / side));
        }
        return things;
    }

    /** From a description, in whatever style. */
    static List<Thing> in(String description) {
        boolean cells = !IN_PROSE.matcher(description).find();
        return cells ? inCells(description) : inProse(description);
    }

    private static List<Thing> inCells(String description) {
        List<Thing> cells = new ArrayList<>();
        for (Matcher cell = CELL.matcher(description); cell.find(); ) {
            cells.add(cell.group(2) == null ? null : new Thing(cell.group(1), cell.group(2), cell.group(3), 0, 0));
        }
        int side = (int) Math.sqrt(cells.size());
        if (side * side != cells.size()) {
            throw new AssertionError(cells.size() + " cells in: " + description);
        }
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Thing cell = cells.get(i);
            if (cell != null) {
                double x = (i % side + 0.5) / side;
                int row = i / side;
                double y = (row + 0.5) / side;
                things.add(new Thing(cell.size, cell.color, cell.shape, x, y));
            }
        }
        return things;
    }

    private static List<Thing> inProse(String description) {
        List<Thing> things = new ArrayList<>();
        Matcher first = PLACE_FIRST.matcher(description);
        while (first.find()) {
            things.add(at(first.group(1), first.group(2), first.group(3), first.group(4)));
        }
        Matcher named = IN_PROSE.matcher(first.replaceAll(""));
        while (named.find()) {
            for (int i = 0; i < NUMBERS.get(named.group(1)); i++) {
                things.add(at(named.group(5), named.group(2), named.group(3), named.group(4)));
            }
        }
        return things;
    }

    private static Thing at(String place, String size, String color, String shape) {
        if (place == null) {
            return new Thing(size, color, shape, -1, -1);
        }
        int column = PLACES.indexOf(place) % 3;
        int row = PLACES.indexOf(place) / 3;
        return new Thing(size, color, shape, (column + 0.5) / 3, (row + 0.5) / 3);
    }

    String place() {
        if (x < 0) {
            throw new AssertionError("the place of " + this + " was not told");
        }
        return PLACES.get(3 * (int) (3 * y) + (int) (3 * x));
    }

    /** Whether every word of a phrase without article fits, such as {@code large red circles} or {@code object}. */
    boolean fits(String phrase) {
        for (String word : phrase.split(" ")) {
            String singular =
                    word.equals("crosses") ? "cross" : word.equals("cross") ? word : word.replaceAll("s$", "");
            boolean known = singular.equals("object")
                    || SHAPES.contains(singular)
                    || COLORS.contains(singular)
                    || SIZES.contains(singular);
            if (!known) {
                throw new AssertionError("'" + word + "' of '" + phrase + "' is no word for an object");
            }
            if (SIZES.contains(singular) && size == null) {
                throw new AssertionError("sizes were not told, but '" + phrase + "' is asked");
            }
            if (!singular.equals("object")
                    && !List.of(shape, color, size == null ? "" : size).contains(singular)) {
                return false;
            }
        }
        return true;
    }
}
