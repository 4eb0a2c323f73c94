package dev.graft.training.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.progress.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    private Path folder;

    @Test
    void givesBackWhatWasSaved() {
        Path file = folder.resolve("last.safetensors");
        checkpoint().save(file);
        Checkpoint loaded = Checkpoint.load(file);
        assertSame(checkpoint(), loaded);
    }

    @Test
    void keepsALossThatIsNotFinite() {
        Path file = folder.resolve("last.safetensors");
        for (double loss : new double[] {Double.POSITIVE_INFINITY, Double.NaN, Double.MIN_VALUE, 0.1 + 0.2}) {
            Optional<Validation> best = Optional.of(new Validation(loss, OptionalDouble.of(1.0 / 3)));
            new Checkpoint(Map.of(), 0, best, "{}").save(file);
            assertEquals(best, Checkpoint.load(file).best());
        }
    }

    @Test
    void noTruncatedOrAlteredFileLoadsAsSomethingElse() throws IOException {
        Path file = folder.resolve("last.safetensors");
        checkpoint().save(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 1 + length / 50) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(ModelFileException.class, () -> Checkpoint.load(file), "cut to " + length + " bytes");
        }
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            byte[] altered = bytes.clone();
            int at = random.nextInt(bytes.length);
            altered[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, altered);
            try {
                Checkpoint loaded = Checkpoint.load(file);
                assertSame(checkpoint(), loaded);
            } catch (ModelFileException expected) {
                assertTrue(expected.getMessage().contains("last.safetensors"), expected.getMessage());
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        Path missing = folder.resolve("none.safetensors");
        assertEquals(
                "[" + missing + "] there is no checkpoint; name the folder of a run that has saved one",
                assertThrows(ModelFileException.class, () -> Checkpoint.load(missing))
                        .getMessage());
        Path weights = folder.resolve("model.safetensors");
        Safetensors.write(weights, checkpoint().state(), Map.of("format", "pt"));
        assertEquals(
                "[" + weights + "] not a checkpoint of a training run: expected the format 'graft-checkpoint-1' in its"
                        + " metadata, found 'pt'",
                assertThrows(ModelFileException.class, () -> Checkpoint.load(weights))
                        .getMessage());
    }

    @Test
    void sweepsWhatKilledProcessesLeft() throws IOException {
        Path left = Files.createFile(folder.resolve(".last.safetensors.0a1b2c3d-0000-4000-8000-0123456789ab.tmp"));
        Path own = Files.createFile(folder.resolve("last.safetensors"));
        AtomicFiles.sweep(folder);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(own));
    }

    private static Checkpoint checkpoint() {
        return new Checkpoint(
                Map.of(
                        "parameters/w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
                        "exp_avg/w", Tensor.of(new float[] {.1f, .2f, .3f, .4f, .5f, -0f}, 2, 3)),
                42,
                Optional.of(new Validation(0.1 + 0.2, OptionalDouble.empty())),
                "{\"seed\": 7, \"prompt\": \"{image}\\n\"}");
    }

    private static void assertSame(Checkpoint expected, Checkpoint found) {
        assertEquals(expected.step(), found.step());
        assertEquals(expected.best(), found.best());
        assertEquals(expected.settings(), found.settings());
        assertEquals(expected.state().keySet(), found.state().keySet());
        expected.state().forEach((name, tensor) -> {
            Tensor other = found.state().get(name);
            assertEquals(tensor.toString(), other.toString(), name);
            assertEquals(tensor.bytes(), other.bytes(), name);
        });
    }
}
