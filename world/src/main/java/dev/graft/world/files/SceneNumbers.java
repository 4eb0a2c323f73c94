package dev.graft.world.files;

import dev.graft.world.scene.Box;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import java.util.List;
import java.util.Map;

/** A scene without words: every attribute by its number, for a vision encoder that shall learn nothing of language. */
final class SceneNumbers {
    private SceneNumbers() {}

    /** Names and values in turn, for {@link JsonLinesWriter#write}. Objects from back to front; lengths in pixels. */
    static Object[] of(String image, Scene scene) {
        return new Object[] {
            "image", image,
            "background", scene.background().texture().ordinal(),
            "objects", scene.objects().stream().map(SceneNumbers::of).toList()
        };
    }

    private static Map<String, Object> of(SceneObject object) {
        Box box = object.box();
        return JsonLinesWriter.object(
                "shape", object.shape().ordinal(),
                "color", object.colour().ordinal(),
                "size", object.size().ordinal(),
                "place", object.place().ordinal(),
                "center", List.of(hundredths(object.x()), hundredths(object.y())),
                "box",
                        List.of(
                                hundredths(box.left()),
                                hundredths(box.top()),
                                hundredths(box.right()),
                                hundredths(box.bottom())));
    }

    private static double hundredths(double value) {
        return Math.rint(value * 100) / 100;
    }
}
