package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.files.FileTree;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.world.EmbeddedBackbone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache folder may be deleted at any moment, also while a run reads the backbones in it. */
class VanishingCacheTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path folder;

    private final List<String> messages = new ArrayList<>();

    private TrainingSettings settings(String output) throws IOException {
        TinyParts.write(folder.resolve("tiny-" + output));
        return TrainingSettings.DEFAULTS
                .with("vision", "builtin:shapes-vision")
                .with("language", "builtin:shapes-language")
                .with(
                        "data.path",
                        folder.resolve("tiny-" + output).resolve("data").toString())
                .with("output", folder.resolve(output).toString())
                .with("cache", folder.resolve("cache").toString())
                .with("data.validation", "0.3")
                .with("steps", "8")
                .with("batch", "4")
                .with("checkpoint_every", "2")
                .with("validate_every", "4")
                .with("validation_answers", "0")
                .with("final_evaluation", "0");
    }

    /** Deleted or damaged while a run reads it: all of the cache, the weights of a backbone, its configuration. */
    @Test
    void aRunGoesOnToTheSameWeights() throws IOException {
        assertTrue(new Trainer(settings("whole"), listener(-1, backbone -> {})).run(false, () -> false));
        assertEquals(List.of(), lost());
        Map<String, Consumer<Path>> damages = new LinkedHashMap<>();
        damages.put("all", backbone -> delete(folder.resolve("cache")));
        damages.put("weights", backbone -> delete(backbone.resolve("onnx/model.onnx")));
        damages.put("configuration", backbone -> delete(backbone.resolve("config.json")));
        for (Map.Entry<String, Consumer<Path>> damage : damages.entrySet()) {
            messages.clear();
            String name = damage.getKey();
            // The first validation opens a session of its own, for which the weights are read once more.
            TrainingListener damaging = listener(3, damage.getValue());
            assertTrue(new Trainer(settings(name), damaging).run(false, () -> false), name);
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(WEIGHTS)),
                    Files.readAllBytes(folder.resolve(name).resolve(WEIGHTS)),
                    name);
            if (!name.equals("configuration")) { // which is not read again
                assertEquals(1, lost().size(), name + ": " + messages);
            }
        }
    }

    /** Deleted or damaged while a run reads them: one image of a world that was made, and all of it. */
    @Test
    void aRunGoesOnThoughItsDataAreDeletedMeanwhile() throws IOException {
        assertTrue(new Trainer(world("whole"), listener(-1, backbone -> {})).run(false, () -> false));
        Map<String, Consumer<Path>> damages = new LinkedHashMap<>();
        damages.put("image", train -> delete(train.resolve("images/000059.png")));
        damages.put("all", train -> delete(train.getParent()));
        damages.put("content", train -> write(train.resolve("images/000059.png"), "no image"));
        for (Map.Entry<String, Consumer<Path>> damage : damages.entrySet()) {
            messages.clear();
            String name = damage.getKey();
            TrainingListener damaging = new TrainingListener() {
                private boolean done;

                @Override
                public void onPreparation(String what, long finished, long total) {
                    if (!done) {
                        done = true;
                        damage.getValue().accept(folder.resolve(name + "-cache/data/shapes-60-3-v2/train"));
                    }
                }

                @Override
                public void onMessage(String text) {
                    messages.add(text);
                }
            };
            assertTrue(new Trainer(world(name), damaging).run(false, () -> false), name);
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(WEIGHTS)),
                    Files.readAllBytes(folder.resolve(name).resolve(WEIGHTS)),
                    name);
            assertEquals(1, lost().size(), name + ": " + messages);
        }
    }

    private TrainingSettings world(String output) throws IOException {
        return settings(output)
                .with("data.path", "small-world:train/questions.jsonl")
                .with("cache", folder.resolve(output + "-cache").toString());
    }

    /** What is not of the cache is not made again, and a failure that nothing lost explains is not tried again. */
    @Test
    void otherFailuresEndTheRun() throws IOException {
        TrainingListener failing = listener(3, backbone -> {
            throw new IllegalStateException("of the listener");
        });
        assertThrows(IllegalStateException.class, () -> new Trainer(settings("own"), failing).run(false, () -> false));
        assertEquals(List.of(), lost());
    }

    private List<String> lost() {
        return messages.stream()
                .filter(text -> text.contains("was deleted or damaged meanwhile"))
                .toList();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            FileTree.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingListener listener(int damagingAfter, Consumer<Path> damage) {
        return new TrainingListener() {
            private boolean done;

            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                if (step == damagingAfter && !done) {
                    done = true;
                    damage.accept(EmbeddedBackbone.SHAPES_LANGUAGE.unpack(folder.resolve("cache")));
                }
            }

            @Override
            public void onMessage(String text) {
                messages.add(text);
            }
        };
    }
}
