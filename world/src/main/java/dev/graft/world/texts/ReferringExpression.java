package dev.graft.world.texts;

import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A referring expression: words that one object of a scene answers to and no other, such as {@code the small star} or
 * {@code the object at the top left}.
 *
 * @param needs what a description must tell for a reader to know which object is meant
 */
public record ReferringExpression(SceneObject object, String text, Set<Fact> needs) {
    /** The references to an object by its looks that leave {@code hidden} untold; short ones, and some that say too much. */
    public static List<ReferringExpression> byLook(Scene scene, SceneObject object, Set<ObjectAttribute> hidden) {
        List<ReferringExpression> references = new ArrayList<>();
        List<Set<ObjectAttribute>> enough = new ArrayList<>();
        for (Set<ObjectAttribute> told : ObjectAttribute.CHOICES) {
            Phrase phrase = Phrase.of(object, told);
            if (!Collections.disjoint(told, hidden) || scene.count(phrase) != 1) {
                continue;
            }
            boolean tooMuch = enough.stream().anyMatch(told::containsAll);
            if (!tooMuch || enough.size() == 1 && told.size() == 2) {
                references.add(new ReferringExpression(object, phrase.definite(), needs(phrase)));
                enough.add(told);
            }
        }
        return references;
    }

    /** As {@link #byLook}, and by the place of an object that is alone there. */
    static List<ReferringExpression> byLookOrPlace(Scene scene, SceneObject object, Set<ObjectAttribute> hidden) {
        List<ReferringExpression> references = new ArrayList<>(byLook(scene, object, hidden));
        if (scene.isAlone(object)) {
            String text = "the object " + object.place().phrase();
            references.add(new ReferringExpression(object, text, EnumSet.of(Fact.PLACE)));
        }
        return references;
    }

    /** For each object of a scene in turn, its references by look. */
    static List<List<ReferringExpression>> toAll(Scene scene, Set<ObjectAttribute> hidden) {
        return scene.objects().stream()
                .map(object -> byLook(scene, object, hidden))
                .toList();
    }

    private static Set<Fact> needs(Phrase phrase) {
        return phrase.tellsSize() ? EnumSet.of(Fact.SIZE) : EnumSet.noneOf(Fact.class);
    }
}
