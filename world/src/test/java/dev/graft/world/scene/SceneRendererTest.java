package dev.graft.world.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.world.files.WorldSplit;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looks at pixels alone, and finds again what the scene says. */
class SceneRendererTest {
    private static final int SIDE = 64;
    private static final int SCENES = 400;

    @Test
    void eachObjectIsOneSpotOfItsColourInItsBox() {
        int seen = 0;
        for (int i = 0; i < SCENES; i++) {
            Scene scene = WorldSplit.TEST.scene(9, i, SIDE);
            if (overlaps(scene)) {
                continue;
            }
            byte[] pixels = SceneRenderer.render(scene);
            boolean[] visited = new boolean[SIDE * SIDE];
            int spots = 0;
            for (int start = 0; start < SIDE * SIDE; start++) {
                if (!visited[start] && isColourful(pixels, start)) {
                    Spot spot = Spot.at(pixels, start, visited);
                    SceneObject object = scene.objects().stream()
                            .filter(candidate -> spot.isIn(candidate.box()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(spot + " is no object of " + scene));
                    assertEquals(object.colour(), spot.colour, object::toString);
                    seen++;
                    spots++;
                }
            }
            assertEquals(scene.objects().size(), spots, scene::toString);
        }
        assertTrue(seen > SCENES, "only " + seen + " objects");
    }

    /** By painting an object in white alone and behind the others. */
    @Test
    void noObjectIsHiddenByMoreThanAQuarter() {
        double most = 0;
        int overlapping = 0;
        for (int i = 0; i < SCENES; i++) {
            Scene scene = WorldSplit.COMBINATIONS.scene(9, i, SIDE);
            overlapping += overlaps(scene) ? 1 : 0;
            for (int j = 0; j < scene.objects().size(); j++) {
                double alone = white(scene, j, false);
                double visible = white(scene, j, true);
                most = Math.max(most, 1 - visible / alone);
            }
        }
        assertTrue(most <= 0.27, "hidden: " + most);
        assertTrue(overlapping > SCENES / 10, "only " + overlapping + " scenes overlap");
    }

    @Test
    void boxesAreWhereThePixelsChange() {
        for (int i = 0; i < 100; i++) {
            Scene scene = WorldSplit.TRAIN.scene(2, i, 96);
            SceneObject object = scene.objects().get(0);
            byte[] with = SceneRenderer.render(plain(scene, List.of(recoloured(object, 0xFFFFFF))));
            int left = 96;
            int right = 0;
            int top = 96;
            int bottom = 0;
            for (int pixel = 0; pixel < 96 * 96; pixel++) {
                if (with[3 * pixel] != 0) {
                    left = Math.min(left, pixel % 96);
                    right = Math.max(right, pixel % 96 + 1);
                    top = Math.min(top, pixel / 96);
                    bottom = Math.max(bottom, pixel / 96 + 1);
                }
            }
            // A star's points are thin: what is left of them in the outermost pixel may round to nothing.
            assertEquals(object.box().left(), left, 1.6, object::toString);
            assertEquals(object.box().right(), right, 1.6, object::toString);
            assertEquals(object.box().top(), top, 1.6, object::toString);
            assertEquals(object.box().bottom(), bottom, 1.6, object::toString);
        }
    }

    private static boolean overlaps(Scene scene) {
        List<SceneObject> objects = scene.objects();
        return objects.stream()
                .anyMatch(one -> objects.stream()
                        .anyMatch(other -> !one.equals(other) && one.box().meets(other.box(), 3)));
    }

    private static double white(Scene scene, int index, boolean others) {
        List<SceneObject> objects = new java.util.ArrayList<>();
        for (int i = 0; i < scene.objects().size(); i++) {
            if (i == index || others) {
                objects.add(recoloured(scene.objects().get(i), i == index ? 0xFFFFFF : 0));
            }
        }
        byte[] pixels = SceneRenderer.render(plain(scene, objects));
        double sum = 0;
        for (byte level : pixels) {
            sum += level & 0xFF;
        }
        return sum;
    }

    private static SceneObject recoloured(SceneObject object, int rgb) {
        return new SceneObject(
                object.shape(),
                object.colour(),
                object.size(),
                rgb,
                object.x(),
                object.y(),
                object.radius(),
                object.angle(),
                object.place());
    }

    private static Scene plain(Scene scene, List<SceneObject> objects) {
        return new Scene(scene.side(), new Background(Texture.PLAIN, 0, 0, 1, 0), objects, 0, 0);
    }

    private static boolean isColourful(byte[] pixels, int pixel) {
        int most = 0;
        int least = 255;
        for (int channel = 0; channel < 3; channel++) {
            int level = pixels[3 * pixel + channel] & 0xFF;
            most = Math.max(most, level);
            least = Math.min(least, level);
        }
        return most - least > 68;
    }

    /** A connected set of colourful pixels, and which of the eight colours its mean is nearest to. */
    private record Spot(int left, int top, int right, int bottom, Colour colour) {
        static Spot at(byte[] pixels, int start, boolean[] visited) {
            ArrayDeque<Integer> open = new ArrayDeque<>(List.of(start));
            visited[start] = true;
            double[] sum = new double[3];
            int count = 0;
            int[] extent = {SIDE, SIDE, 0, 0};
            while (!open.isEmpty()) {
                int pixel = open.pop();
                count++;
                for (int channel = 0; channel < 3; channel++) {
                    sum[channel] += pixels[3 * pixel + channel] & 0xFF;
                }
                int x = pixel % SIDE;
                int y = pixel / SIDE;
                extent = new int[] {
                    Math.min(extent[0], x), Math.min(extent[1], y), Math.max(extent[2], x), Math.max(extent[3], y)
                };
                for (int[] step : new int[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}}) {
                    int nextX = x + step[0];
                    int nextY = y + step[1];
                    int next = nextY * SIDE + nextX;
                    boolean inside = nextX >= 0 && nextY >= 0 && nextX < SIDE && nextY < SIDE;
                    if (inside && !visited[next] && isColourful(pixels, next)) {
                        visited[next] = true;
                        open.push(next);
                    }
                }
            }
            return new Spot(extent[0], extent[1], extent[2], extent[3], nearest(sum, count));
        }

        private static Colour nearest(double[] sum, int count) {
            Colour best = null;
            double least = Double.POSITIVE_INFINITY;
            for (Colour colour : Colour.values()) {
                double distance = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double difference = sum[channel] / count - (colour.rgb() >> (16 - 8 * channel) & 0xFF);
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    best = colour;
                }
            }
            return best;
        }

        boolean isIn(Box box) {
            return left >= box.left() - 1
                    && top >= box.top() - 1
                    && right <= box.right() + 1
                    && bottom <= box.bottom() + 1;
        }
    }
}
