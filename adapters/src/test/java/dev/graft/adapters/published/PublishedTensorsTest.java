package dev.graft.adapters.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedTensorsTest {
    private static final String WEIGHT = "model.mm_projector.0.weight";

    @TempDir
    Path folder;

    private PublishedTensors of(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, tensors, Map.of());
        return new PublishedTensors(WeightFiles.open(file));
    }

    /** What PEFT, Lightning, DeepSpeed, FSDP, torch.compile and data-parallel training make of a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mm_projector.0.weight",
                "base_model.model.model.mm_projector.0.weight",
                "base_model.model.model.mm_projector.modules_to_save.default.0.weight",
                "model_state_dict.module.model.mm_projector.0.weight",
                "state_dict.model.mm_projector.0.weight",
                "module.module.model.mm_projector.0.weight",
                "model.mm_projector._orig_mod.0.weight",
                "_orig_mod.model.mm_projector.0.weight",
                "_fsdp_wrapped_module.model._fsdp_wrapped_module.mm_projector._fsdp_wrapped_module.0.weight",
                "_forward_module.model.mm_projector.module.0.weight",
                "model.mm_projector._checkpoint_wrapped_module.0.weight",
                "mm_projector.mm_projector.0.weight",
                "language_model.model.mm_projector.0.weight",
            })
    void namesAreSeenThroughWhatTrainingPutsAroundThem(String name) {
        assertEquals(Optional.of(name), of(Map.of(name, Tensor.scalar(1f))).find(WEIGHT));
    }

    /** PEFT keeps a module as it was beside the one that it trained. */
    @Test
    void whatWasTrainedGoesBeforeWhatWasThere() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        String place = "base_model.model.model.mm_projector.";
        tensors.put(place + "original_module.0.weight", Tensor.scalar(1f));
        tensors.put(place + "modules_to_save.default.0.weight", Tensor.scalar(2f));
        assertEquals(
                Optional.of(place + "modules_to_save.default.0.weight"),
                of(tensors).find(WEIGHT));
    }

    @Test
    void weightsThatAreNotThereAsTheyAreAreSaidForWhatTheyAre() {
        assertRefused(Map.of(WEIGHT, Tensor.of(new float[0], 0)), "ZeRO stage 3");
        assertRefused(Map.of(WEIGHT, Tensor.allocate(ElementType.UINT8, 40, 1)), "packed its weights into 4 bits");
        assertRefused(
                Map.of(
                        WEIGHT,
                        Tensor.allocate(ElementType.INT8, 4, 4),
                        "model.mm_projector.0.SCB",
                        Tensor.of(new float[4], 4)),
                "rounded its weights to 8 bits");
    }

    private void assertRefused(Map<String, Tensor> tensors, String message) {
        PublishedTensors published = of(tensors);
        String found = assertThrows(InvalidInputException.class, () -> published.find(WEIGHT))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    /** Of a projection that somebody saved under a name of their own; another tensor beside it makes it unclear again. */
    @Test
    void aModuleAloneNeedsNoKnownName() {
        Tensor tensor = Tensor.scalar(1f);
        Map<String, Tensor> tensors =
                new LinkedHashMap<>(Map.of("my.adapter.0.weight", tensor, "my.adapter.2.weight", tensor));
        assertEquals(Optional.of("my.adapter.2.weight"), of(tensors).find("2.weight"));
        tensors.put("other.weight", tensor);
        assertEquals(Optional.empty(), of(tensors).find("2.weight"));
    }

    @Test
    void whatIsThereIsListedOnceForLayersAlike() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < 3; layer++) {
            tensors.put("net.layers." + layer + ".weight", Tensor.scalar(1f));
        }
        assertEquals("3 tensors: net.layers.*.weight", of(tensors).shown());
    }
}
