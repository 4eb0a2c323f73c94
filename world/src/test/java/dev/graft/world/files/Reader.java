package dev.graft.world.files;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers questions from their text and the things that are known, by rules of its own. */
final class Reader {
    private static final String THE = "the ([a-z ]+?)";
    private static final String DIRECTION = "(?:to the )?(left of|right of|above|below|higher than|lower than)";
    private static final Pattern ATTRIBUTE = Pattern.compile("(?:what|which) (?:is the )?(color|shape|size)"
            + "(?: is| of| does)? " + THE + "(?: have)?\\?|how big is " + THE + "\\?|is " + THE + " small or large\\?");
    private static final Pattern WHERE =
            Pattern.compile("(?:where|where in the picture|in which part of the picture) is " + THE + "\\?");
    private static final Pattern COUNT =
            Pattern.compile("how many ([a-z ]+) (?:are there|do you see)\\?|what is the number of ([a-z ]+)\\?");
    private static final Pattern EXISTENCE = Pattern.compile(
            "(?:is there|do you see|does the picture show) an? ([a-z ]+)\\?|are there any ([a-z ]+)\\?");
    private static final Pattern NUMBERS =
            Pattern.compile("(?:are there|do you see) (more|fewer|as many) ([a-z ]+) (?:than|as) ([a-z ]+)\\?");
    private static final Pattern SAME =
            Pattern.compile("(?:are|do) " + THE + " and " + THE + " (?:have )?the same (color|shape|size)\\?");
    private static final Pattern SIZES = Pattern.compile("is " + THE + " (larger|bigger|smaller) than " + THE + "\\?");
    private static final Pattern RELATION = Pattern.compile("is " + THE + " " + DIRECTION + " " + THE + "\\?");
    private static final Pattern NEIGHBOUR =
            Pattern.compile("(?:what|which object) is " + DIRECTION + " " + THE + "\\?");
    private static final Pattern CONTENT = Pattern.compile("(?:what|which object) is (?:at|in|on) the ([a-z ]+)\\?");

    /** Nearer centres than this are not asked about. */
    private static final double CLEAR = 0.1;

    private final List<Thing> things;

    Reader(List<Thing> things) {
        this.things = things;
    }

    String answer(String question) {
        Matcher match;
        if ((match = whole(ATTRIBUTE, question)) != null) {
            String size = match.group(3) == null ? match.group(4) : match.group(3);
            return match.group(1) == null ? value("size", one(size)) : value(match.group(1), one(match.group(2)));
        } else if ((match = whole(WHERE, question)) != null) {
            return one(match.group(1)).place();
        } else if ((match = whole(COUNT, question)) != null) {
            return Long.toString(count(match.group(1) == null ? match.group(2) : match.group(1)));
        } else if ((match = whole(EXISTENCE, question)) != null) {
            return yes(count(match.group(1) == null ? match.group(2) : match.group(1)) > 0);
        } else if ((match = whole(NUMBERS, question)) != null) {
            long difference = count(match.group(2)) - count(match.group(3));
            return yes(
                    match.group(1).equals("more")
                            ? difference > 0
                            : match.group(1).equals("fewer") ? difference < 0 : difference == 0);
        } else if ((match = whole(SAME, question)) != null) {
            return yes(value(match.group(3), one(match.group(1))).equals(value(match.group(3), one(match.group(2)))));
        } else if ((match = whole(SIZES, question)) != null) {
            Thing first = one(match.group(1));
            if (first.size().equals(one(match.group(3)).size())) {
                throw new AssertionError("equal sizes are compared: " + question);
            }
            return yes(match.group(2).equals("smaller") == first.size().equals("small"));
        } else if ((match = whole(RELATION, question)) != null) {
            return yes(lies(one(match.group(1)), match.group(2), one(match.group(3))));
        } else if ((match = whole(NEIGHBOUR, question)) != null) {
            return neighbour(match.group(1), one(match.group(2)));
        } else if ((match = whole(CONTENT, question)) != null) {
            return name(one("object at the " + match.group(1)));
        }
        throw new AssertionError("not understood: " + question);
    }

    private static Matcher whole(Pattern pattern, String question) {
        Matcher match = pattern.matcher(question);
        return match.matches() ? match : null;
    }

    private String neighbour(String direction, Thing from) {
        List<Thing> there = things.stream()
                .filter(thing -> !thing.equals(from) && lies(thing, direction, from))
                .toList();
        if (there.size() != 1) {
            throw new AssertionError(there.size() + " objects are " + direction + " " + from);
        }
        return name(there.get(0));
    }

    private static boolean lies(Thing thing, String direction, Thing from) {
        if (thing.x() < 0 || from.x() < 0) {
            throw new AssertionError("places were not told");
        }
        ToDoubleBiFunction<Thing, Thing> distance = switch (direction) {
            case "left of" -> (a, b) -> b.x() - a.x();
            case "right of" -> (a, b) -> a.x() - b.x();
            case "above", "higher than" -> (a, b) -> b.y() - a.y();
            default -> (a, b) -> a.y() - b.y();
        };
        double found = distance.applyAsDouble(thing, from);
        if (Math.abs(found) < CLEAR) {
            throw new AssertionError(thing + " and " + from + " are nearly level");
        }
        return found > 0;
    }

    /** The only thing that a phrase means. On a side is whatever touches it, in a corner or the middle what is there. */
    private Thing one(String phrase) {
        Matcher placed = Pattern.compile("object (?:at|in|on) the ([a-z ]+)").matcher(phrase);
        List<Thing> found = things.stream()
                .filter(
                        placed.matches()
                                ? thing -> placed.group(1).equals("center")
                                        ? thing.place().equals("center")
                                        : List.of(thing.place().split(" "))
                                                .containsAll(
                                                        List.of(placed.group(1).split(" ")))
                                : thing -> thing.fits(phrase))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("'" + phrase + "' means " + found + " of " + things);
        }
        return found.get(0);
    }

    private long count(String phrase) {
        return things.stream().filter(thing -> thing.fits(phrase)).count();
    }

    private static String name(Thing thing) {
        return thing.color() + " " + thing.shape();
    }

    private static String value(String attribute, Thing thing) {
        String value = switch (attribute) {
            case "color" -> thing.color();
            case "shape" -> thing.shape();
            default -> thing.size();
        };
        if (value == null) {
            throw new AssertionError("the " + attribute + " of " + thing + " was not told");
        }
        return value;
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }
}
