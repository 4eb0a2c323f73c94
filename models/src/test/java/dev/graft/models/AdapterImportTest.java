package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.graph.ModelFileException;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.safetensors.Safetensors;
import dev.graft.models.data.SharedData;
import dev.graft.models.prompt.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterImportTest {
    /** Of width 48 and 64, as the adapters that PyTorch made. */
    private static final String VISION = "fixtures/backbones/vit";

    private static final String LANGUAGE = "backbones/stories260k";

    @TempDir
    Path folder;

    private static AdapterImport read(Path weights, Map<String, Object> settings) {
        return read(List.of(weights), settings);
    }

    private static AdapterImport read(List<Path> weights, Map<String, Object> settings) {
        return AdapterImport.read(
                weights,
                SharedData.path(VISION),
                SharedData.path(LANGUAGE),
                new AdapterImport.Settings(Optional.empty(), "last,patches", PromptTemplate.DEFAULT, settings),
                SessionConfig.DEFAULT);
    }

    private Path write(WeightNames names, Map<String, Object> settings, Map<String, Tensor> others) {
        Adapter adapter = AdapterSpec.of(settings).create(48, 16, 64);
        Map<String, Tensor> tensors = new LinkedHashMap<>(names.rename(adapter, adapter.initialise(5)));
        tensors.putAll(others);
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, tensors, Map.of());
        return file;
    }

    @Test
    void aPublishedProjectorBecomesAModel() throws IOException {
        Path weights = SharedData.path("fixtures/adapters/llava-mlp/weights.safetensors");
        AdapterImport found = read(weights, Map.of());
        assertEquals(WeightNames.LLAVA, found.names());
        assertEquals(List.of(), found.notTaken());
        Path model = folder.resolve("model");
        found.write(model);
        ModelDescription description = ModelDescription.load(model);
        Adapter adapter = description.createAdapter();
        Map<String, Tensor> loaded = AdapterWeights.load(model.resolve(ModelDescription.WEIGHTS), adapter);
        Path exported = folder.resolve("exported.safetensors");
        Safetensors.write(exported, WeightNames.LLAVA.rename(adapter, loaded), Map.of("format", "pt"));
        assertArrayEquals(Files.readAllBytes(weights), Files.readAllBytes(exported));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> found.write(model))
                .getMessage()
                .contains("is not empty"));
        try (VisionLanguageModel opened = VisionLanguageModel.load(model)) {
            opened.ask(SmallModel.picture(1), "what is it?");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minigpt4       | linear | none      | 1 | 0  | true  | false | false",
                "minigpt4       | linear | concat:4  | 1 | 0  | true  | false | false",
                "llava          | mlp    | none      | 1 | 3  | true  | false | false",
                "llava-original | mlp    | none      | 1 | 1  | false | false | false",
                "tinyllava      | linear | none      | 4 | 0  | true  | false | true",
                "prismatic      | mlp    | none      | 1 | 2  | true  | false | false",
                "internvl       | mlp    | shuffle:2 | 1 | 1  | true  | true  | false",
                "idefics3       | linear | shuffle:2 | 1 | 0  | false | false | false",
            })
    void settingsAreToldByNamesAndShapes(
            String names,
            String kind,
            String reduction,
            int tokens,
            int layers,
            boolean bias,
            boolean in,
            boolean out) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", kind);
        settings.put("reduction", reduction);
        settings.put("tokens", tokens);
        settings.put("bias", bias);
        settings.put("input_norm", in);
        settings.put("output_norm", out);
        if (layers > 0) {
            settings.put("hidden_layers", layers);
            settings.put("hidden_width", 24);
        }
        WeightNames convention = WeightNames.of(names);
        Tensor other = Tensor.scalar(1f);
        AdapterImport found = read(write(convention, settings, Map.of("vision_model.embeddings", other)), Map.of());
        assertEquals(convention, found.names());
        assertEquals(AdapterSpec.of(settings), found.description().adapter());
        assertEquals(List.of("vision_model.embeddings"), found.notTaken());
    }

    @Test
    void whatWeightsDoNotTellMustBeSaid() {
        Path file = write(WeightNames.LLAVA, Map.of("reduction", "concat:4"), Map.of());
        assertRefused(
                file,
                Map.of(),
                "setting 'reduction'; say it by --set adapter.reduction=..., such as concat:4 or shuffle:2");
        Map<String, Object> given = Map.of("reduction", "shuffle:2", "activation", "relu");
        AdapterSpec spec = read(file, given).description().adapter();
        assertEquals("shuffle:2", spec.toMap().get("reduction"));
        assertEquals("relu", spec.toMap().get("activation"));
    }

    /** MiniGPT-4's checkpoint has its linear layer alone; the Q-Former is in BLIP-2's file, with another projection. */
    @Test
    void aFrozenPartMayLieInAnotherFile() {
        Map<String, Object> settings =
                Map.of("kind", "qformer", "queries", 2, "layers", 2, "width", 8, "heads", 2, "feed_forward", 8);
        Adapter adapter = AdapterSpec.of(settings).create(48, 16, 64);
        Map<String, Tensor> weights = adapter.initialise(5);
        Map<String, Tensor> linear = new LinkedHashMap<>();
        Map<String, Tensor> blip2 = new LinkedHashMap<>();
        WeightNames.LAVIS_T5
                .rename(adapter, adapter.initialise(6))
                .forEach((name, tensor) -> blip2.put("model." + name, tensor));
        WeightNames.MINIGPT4.rename(adapter, weights).forEach((name, tensor) -> {
            (name.startsWith("llama_proj.") ? linear : blip2).put("model." + name, tensor);
        });
        assertEquals(2, linear.size());
        Path first = folder.resolve("minigpt4.safetensors");
        Path second = folder.resolve("blip2.safetensors");
        Safetensors.write(first, linear, Map.of());
        Safetensors.write(second, blip2, Map.of());

        AdapterImport found = read(List.of(first, second), settings);
        assertEquals(WeightNames.MINIGPT4, found.names());
        assertEquals(
                List.of("model.t5_proj.bias", "model.t5_proj.weight"),
                found.notTaken().stream().sorted().toList());
        weights.forEach((name, tensor) -> assertArrayEquals(
                tensor.toFloatArray(), found.weights().get(name).toFloatArray(), name));
        assertTrue(WeightNames.MINIGPT4.rename(adapter, found.weights()).containsKey("llama_proj.weight"));
        assertRefused(first, settings, "no adapter of the settings");
    }

    /** An adapter of a kind that shapes cannot tell, in a checkpoint with containers around it. */
    @Test
    void aKindMayBeSaid() {
        Map<String, Object> settings = Map.of("kind", "clipcap", "layers", 1, "heads", 4);
        Path file = write(WeightNames.CLIPCAP, settings, Map.of());
        assertEquals(WeightNames.CLIPCAP, read(file, settings).names());
        assertRefused(file, Map.of(), "no adapter is found in it under the names of");
    }

    @Test
    void adaptersOfOtherWidthsOrFormsAreRefused() {
        Map<String, Tensor> narrow = Map.of("llama_proj.weight", Tensor.of(new float[64 * 30], 64, 30));
        assertRefused(
                file(narrow), Map.of(), "takes vectors of width 30, the vision encoder gives vectors of width 48");
        Map<String, Tensor> wide = Map.of("llama_proj.weight", Tensor.of(new float[65 * 48], 65, 48));
        assertRefused(file(wide), Map.of(), "gives vectors of width 65, the language model takes vectors of width 64");
        Map<String, Tensor> extra = Map.of("projector.3.weight", Tensor.scalar(1f));
        assertRefused(write(WeightNames.PRISMATIC, Map.of(), extra), Map.of(), "would leave out [projector.3.weight]");
        Map<String, Tensor> twice = Map.of("model.llama_proj.bias", Tensor.of(new float[64], 64));
        assertRefused(
                write(WeightNames.MINIGPT4, Map.of("kind", "linear"), twice),
                Map.of(),
                "'llama_proj.bias' and 'model.llama_proj.bias'");
    }

    private Path file(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, tensors, Map.of());
        return file;
    }

    private static void assertRefused(Path file, Map<String, Object> settings, String message) {
        String found = assertThrows(ModelFileException.class, () -> read(file, settings))
                .getMessage();
        assertTrue(found.startsWith("[" + file + "] ") && found.contains(message), found);
    }
}
