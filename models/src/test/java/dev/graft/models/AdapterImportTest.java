package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.AdapterImport;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.SharedData;
import dev.graft.testsupport.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                BackbonePlace.of(SharedData.path(VISION)),
                BackbonePlace.of(SharedData.path(LANGUAGE)),
                new AdapterImport.Settings(
                        Optional.empty(),
                        Optional.of("last,patches"),
                        Optional.empty(),
                        UnaryOperator.identity(),
                        settings),
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
        VisionLanguageDescription description = VisionLanguageDescription.load(model);
        Adapter adapter = description.network();
        Map<String, Tensor> loaded = AdapterWeights.load(model.resolve(ModelFolder.WEIGHTS), adapter);
        Path exported = folder.resolve("exported.safetensors");
        Safetensors.write(exported, WeightNames.LLAVA.rename(adapter, loaded), Map.of("format", "pt"));
        assertArrayEquals(Files.readAllBytes(weights), Files.readAllBytes(exported));
        String card = Files.readString(model.resolve("README.md"));
        assertTrue(card.startsWith("# model\n") && card.contains(FileHash.sha256(weights)), card);
        assertTrue(assertThrows(InvalidInputException.class, () -> found.write(model))
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
        assertRefused(file, Map.of(), "add --set adapter.reduction=... (concat:4 or shuffle:2)");
        Map<String, Object> given = Map.of("reduction", "shuffle:2", "activation", "relu");
        AdapterSpec spec = read(file, given).description().adapter();
        assertEquals("shuffle:2", spec.toMap().get("reduction"));
        assertEquals("relu", spec.toMap().get("activation"));
    }

    /** Kinds with attention, each with sizes of its own; the number of heads is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blip2        | kind=qformer layers=5 width=24 heads=3 feed_forward=40 queries=6"
                        + " cross_attention_every=2",
                "blip2        | kind=qformer layers=2 width=24 heads=3 feed_forward=40 cross_attention_every=2"
                        + " vocabulary=9",
                "instructblip | kind=qformer layers=3 width=24 heads=3 feed_forward=40 vocabulary=9 positions=7",
                "lavis-opt    | kind=qformer layers=4 width=24 heads=3 feed_forward=40 cross_attention_every=3",
                "lavis-t5     | kind=qformer layers=1 width=24 heads=3 feed_forward=40 cross_attention_every=1",
                "lavis-llm    | kind=qformer layers=3 width=24 heads=3 feed_forward=40 vocabulary=9 positions=7",
                "minigpt4     | kind=qformer layers=2 width=24 heads=3 feed_forward=40 vision_norm=true",
                "tinyllava    | kind=qformer layers=2 width=24 heads=3 feed_forward=40 query_norm_scale=false",
                "qwen-vl      | kind=qwen_resampler query_grid=3x3 heads=4",
                "tinyllava    | kind=perceiver latents=5 layers=3 heads=3 head_width=8 feed_forward_ratio=2",
                "idefics2     | kind=idefics2_perceiver latents=5 layers=2 heads=4 key_heads=2 head_width=6"
                        + " hidden_width=30",
                "clipcap      | kind=clipcap tokens=5 vectors=2 layers=2 heads=4 feed_forward_ratio=3",
                "mapl         | kind=mapl tokens=5 width=32 layers=2 heads=4 feed_forward_ratio=3",
            })
    void kindsWithAttentionAreToldButForTheirHeads(String names, String written) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String setting : written.split(" ")) {
            String value = setting.substring(setting.indexOf('=') + 1);
            settings.put(
                    setting.substring(0, setting.indexOf('=')),
                    value.matches("\\d+")
                            ? (Object) Integer.valueOf(value)
                            : value.matches("true|false") ? Boolean.valueOf(value) : value);
        }
        Map<String, Object> given = new LinkedHashMap<>(Map.of("heads", settings.get("heads")));
        if (settings.containsKey("vision_norm")) {
            given.put("vision_norm", true);
        }
        // What else a whole checkpoint holds.
        Map<String, Tensor> others = Map.of(
                "transformer.visual.positional_embedding",
                Tensor.scalar(1f),
                "Qformer.bert.embeddings.position_ids",
                Tensor.scalar(1f));
        Path file = write(WeightNames.of(names), settings, others);
        assertRefused(file, Map.of(), "add --set adapter.heads=... (");
        if (settings.containsKey("vocabulary")) {
            assertRefused(file, given, "copy that folder from the model's page");
            int words = (int) settings.get("vocabulary") - 3; // the first stage adds three
            WordTokenizer.write(
                    Files.createDirectories(folder.resolve("qformer_tokenizer")),
                    Stream.concat(
                                    Stream.of("<unk>", "</s>"),
                                    IntStream.range(2, words).mapToObj(i -> "w" + i))
                            .toList());
        }
        AdapterImport found = read(file, given);
        assertEquals(WeightNames.of(names), found.names());
        Map<String, Object> expected =
                new LinkedHashMap<>(AdapterSpec.of(settings).toMap());
        Map<String, Object> told = found.description().adapter().toMap();
        // No weights depend on it here, and each system has its own.
        told.put("vision_norm_epsilon", expected.get("vision_norm_epsilon"));
        told.keySet().retainAll(expected.keySet());
        if (expected.get("vocabulary") instanceof Integer none && none == 0) {
            told.put("positions", expected.get("positions"));
        }
        assertEquals(expected, told);
        assertEquals(2, found.notTaken().size(), found.notTaken()::toString);
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

    @Test
    void aLayerThatTheKindDoesNotHaveIsRefused() {
        Map<String, Object> settings =
                Map.of("kind", "qformer", "layers", 5, "width", 24, "heads", 3, "feed_forward", 40);
        String key = "qformer.encoder.layer.3.crossattention.attention.key.weight";
        Path file = write(WeightNames.BLIP2, settings, Map.of(key, Tensor.of(new float[24 * 48], 24, 48)));
        assertRefused(file, Map.of("heads", 3), "would leave out [" + key + "]");
    }

    /** In a checkpoint with containers around it. */
    @Test
    void allSettingsMayBeSaid() {
        Map<String, Object> settings = Map.of("kind", "clipcap", "layers", 1, "heads", 4);
        Path file = write(WeightNames.CLIPCAP, settings, Map.of());
        assertEquals(WeightNames.CLIPCAP, read(file, settings).names());
        assertRefused(
                file(Map.of("fc.weight", Tensor.scalar(1f))), Map.of(), "no adapter is found in it under the names");
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
        SharedData.path(VISION); // Where it is missing the test skips, which an exception in the next line would not.
        String found = assertThrows(ModelFileException.class, () -> read(file, settings))
                .getMessage();
        assertTrue(found.startsWith("[" + file + "] ") && found.contains(message), found);
    }
}
