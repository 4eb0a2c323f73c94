package dev.graft.world.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A phrase for objects that have certain attributes, such as {@code large red circle} or {@code red object}. */
public record Phrase(Optional<ObjectSize> size, Optional<Colour> colour, Optional<ObjectShape> shape) {
    /** Fits every object. */
    public static final Phrase ANYTHING = new Phrase(Optional.empty(), Optional.empty(), Optional.empty());

    public static Phrase of(ObjectShape shape) {
        return new Phrase(Optional.empty(), Optional.empty(), Optional.of(shape));
    }

    public static Phrase of(Colour colour) {
        return new Phrase(Optional.empty(), Optional.of(colour), Optional.empty());
    }

    public static Phrase of(Colour colour, ObjectShape shape) {
        return new Phrase(Optional.empty(), Optional.of(colour), Optional.of(shape));
    }

    /** An object's phrase that tells some of its attributes. */
    public static Phrase of(SceneObject object, Set<ObjectAttribute> told) {
        return new Phrase(
                told.contains(ObjectAttribute.SIZE) ? Optional.of(object.size()) : Optional.empty(),
                told.contains(ObjectAttribute.COLOUR) ? Optional.of(object.colour()) : Optional.empty(),
                told.contains(ObjectAttribute.SHAPE) ? Optional.of(object.shape()) : Optional.empty());
    }

    public boolean fits(SceneObject object) {
        return (size.isEmpty() || size.get() == object.size())
                && (colour.isEmpty() || colour.get() == object.colour())
                && (shape.isEmpty() || shape.get() == object.shape());
    }

    /** Whether it names a shape and colour that images of the training split never join. */
    public boolean isWithheld() {
        return colour.isPresent() && shape.isPresent() && colour.get().isWithheldFrom(shape.get());
    }

    /** Whether knowing sizes is needed to tell what it fits. */
    public boolean tellsSize() {
        return size.isPresent();
    }

    /** Which attributes it tells, whatever they are. */
    public String form() {
        return (size.isPresent() ? "size " : "")
                + (colour.isPresent() ? "color " : "")
                + (shape.isPresent() ? "shape" : "");
    }

    public String indefinite() {
        String text = toString();
        return ("aeiou".indexOf(text.charAt(0)) >= 0 ? "an " : "a ") + text;
    }

    public String definite() {
        return "the " + this;
    }

    public String plural() {
        return words(shape.map(ObjectShape::plural).orElse("objects"));
    }

    /** For one object, without an article. */
    @Override
    public String toString() {
        return words(shape.map(ObjectShape::toString).orElse("object"));
    }

    private String words(String noun) {
        List<String> words = new ArrayList<>(3);
        size.ifPresent(value -> words.add(value.toString()));
        colour.ifPresent(value -> words.add(value.toString()));
        words.add(noun);
        return String.join(" ", words);
    }
}
