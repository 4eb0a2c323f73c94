package dev.graft.world.texts;

import dev.graft.world.scene.Box;
import dev.graft.world.scene.Scene;

/**
 * Questions for the place of an object, answered by boxes as Qwen-VL writes them (Bai et al. 2023): {@code <ref>the
 * red circle</ref><box>(x1,y1),(x2,y2)</box>}, whole numbers in [0, 1000) from the top left.
 */
public final class GroundingTexts {
    private static final int RANGE = 1000;

    private GroundingTexts() {}

    public static String question(ReferringExpression reference) {
        return "where is the box around " + reference.text() + "?";
    }

    public static String answer(Scene scene, ReferringExpression reference) {
        Box box = reference.object().box();
        return "<ref>" + reference.text() + "</ref><box>(" + coordinate(box.left(), scene) + ","
                + coordinate(box.top(), scene) + "),(" + coordinate(box.right(), scene) + ","
                + coordinate(box.bottom(), scene) + ")</box>";
    }

    private static int coordinate(double pixels, Scene scene) {
        return Math.max(0, Math.min(RANGE - 1, (int) (RANGE * pixels / scene.side())));
    }
}
