package dev.graft.adapters.stranger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterRun;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter that Graft does not know is found, created, explained, trained and moved as its own are. */
class ScaleFamilyTest {
    private static final Adapter ADAPTER =
            AdapterSpec.of(Map.of("kind", "scale", "scale_start", 2.0)).create(2, 1, 2);

    @TempDir
    Path folder;

    @Test
    void itIsFoundByItsKind() {
        assertEquals(new ScaleAdapter(2, 2), ADAPTER);
        assertEquals(ScaleSpec.DEFAULT, AdapterSpec.kinds().get("scale"));
        assertEquals(Map.of("kind", "scale", "scale_start", 1.0), ScaleSpec.DEFAULT.toMap());
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> AdapterSpec.of(Map.of("kind", "scale", "scale_start", 0)));
        assertEquals("the adapter setting 'scale_start' must be positive, found 0.0", error.getMessage());
    }

    @Test
    void itsSettingsAreListed() {
        assertEquals(
                List.of(new AdapterSetting(
                        "scale_start", 1.0, "what all elements are multiplied by at the start, above 0")),
                AdapterSpec.kinds().get("scale").settings());
    }

    /** y = s·x + b: its gradients are x and 1, times those of y. */
    @Test
    void itIsTrained() {
        Tensor features = Tensor.of(new float[] {3, 5}, 1, 1, 2);
        Tensor lossWeight = Tensor.of(new float[] {7, 11}, 1, 1, 2);
        Map<String, Tensor> results = AdapterRun.withGradients(ADAPTER, features, ADAPTER.initialise(1), lossWeight);
        assertArrayEquals(new float[] {6, 10}, results.get(AdapterRun.OUTPUT).toFloatArray());
        assertArrayEquals(new float[] {21, 55}, results.get("scale").toFloatArray());
        assertArrayEquals(new float[] {7, 11}, results.get("shift").toFloatArray());
        assertArrayEquals(new float[] {14, 22}, results.get(AdapterRun.FEATURES).toFloatArray());
    }

    @Test
    void itsWeightsMoveThereAndBack() {
        Map<String, Tensor> weights = ADAPTER.initialise(1);
        Map<String, Tensor> published = WeightNames.of("scaler").rename(ADAPTER, weights);
        assertEquals(List.of("scaler.module.scale", "scaler.module.shift"), List.copyOf(published.keySet()));
        assertEquals(List.of(ScaleFamily.NAMES), WeightNames.recognise(published.keySet()));
        assertEquals(weights, WeightNames.adopt(ADAPTER, published));
    }

    @Test
    void itIsRecognisedInAFile() {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, ScaleFamily.NAMES.rename(ADAPTER, ADAPTER.initialise(1)), Map.of());
        PublishedTensors tensors = new PublishedTensors(Safetensors.open(file));
        FoundAdapter found = FoundAdapter.in(new AdapterSearch(tensors, 2, 2, Map.of()), Optional.empty());
        assertEquals(ScaleFamily.NAMES, found.convention());
        assertEquals(Map.of("kind", "scale"), found.settings());
        assertEquals(Map.of("scale_start", "1 where nobody knows better"), found.open());
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> FoundAdapter.in(new AdapterSearch(tensors, 3, 3, Map.of()), Optional.empty()));
        assertTrue(error.getMessage().startsWith("its adapter takes vectors of width 2"), error.getMessage());
    }
}
