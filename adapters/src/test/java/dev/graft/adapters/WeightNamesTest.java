package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.mapper.MapperSpec;
import dev.graft.adapters.perceiver.Idefics2Spec;
import dev.graft.adapters.perceiver.PerceiverSpec;
import dev.graft.adapters.perceiver.PoolerSpec;
import dev.graft.adapters.perceiver.ResamplerSpec;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightNamesTest {
    private static final Adapter LINEAR = adapter(Map.of("kind", "linear"));
    private static final Adapter MLP = adapter(Map.of());
    private static final Adapter DEEP = adapter(Map.of("hidden_layers", 2));
    private static final Adapter PROJECTED = adapter(Map.of("input_norm", true));
    private static final Adapter NORMED = adapter(Map.of("input_norm", true, "output_norm", true));

    private static final Map<String, Adapter> NETWORKS = Map.ofEntries(
            Map.entry("qformer", qFormer(0, true)),
            Map.entry(
                    "normed",
                    new QFormerSpec(2, 3, 4, 2, 5, 2, 0, 6, true, true, true, 1e-5, 1e-12, 0).create(3, 4, 2)),
            Map.entry("instruct", qFormer(9, true)),
            Map.entry("plain", qFormer(0, false)),
            Map.entry("perceiver", new PerceiverSpec(2, 2, 1, 2, 2, true, 1e-5).create(3, 4, 2)),
            Map.entry("flamingo", new PerceiverSpec(2, 2, 1, 2, 2, false, 1e-5).create(2, 4, 2)),
            Map.entry("qwen", new ResamplerSpec("2", "", 1, 1e-6).create(3, 4, 4)),
            Map.entry("idefics2", new Idefics2Spec(2, 2, 2, 1, 2, 3, 1e-6).create(3, 4, 2)),
            Map.entry("clipcap", new MapperSpec("clipcap", 2, 2, 0, 2, 1, 2).create(3, 1, 2)),
            Map.entry("merger", AdapterSpec.of(Map.of("kind", "patch_merger")).create(3, 4, 2)),
            Map.entry(
                    "rms-merger",
                    AdapterSpec.of(Map.of("kind", "patch_merger", "norm", "rms"))
                            .create(3, 4, 2)),
            Map.entry(
                    "joining",
                    AdapterSpec.of(Map.of("kind", "mistral3_projector")).create(3, 4, 2)),
            Map.entry(
                    "pooled",
                    AdapterSpec.of(Map.of("kind", "pooled_projection", "side", 2))
                            .create(3, 4, 2)),
            Map.entry(
                    "gated",
                    AdapterSpec.of(Map.of("kind", "gated_mlp", "reduction", "none"))
                            .create(3, 4, 2)),
            Map.entry("pooler", new PoolerSpec(2, 2, 1e-5).create(3, 4, 4)),
            Map.entry("mapl", new MapperSpec("mapl", 2, 1, 3, 2, 1, 2).create(3, 4, 2)),
            Map.entry(
                    "nf-resnet",
                    AdapterSpec.of(Map.of("kind", "nf_resnet", "stages", "2x8,1x8"))
                            .create(3, 4, 2)));

    private static Adapter qFormer(int vocabulary, boolean scale) {
        return new QFormerSpec(2, 3, 4, 2, 5, 2, vocabulary, 6, true, scale, false, 1e-5, 1e-12, 0).create(3, 4, 2);
    }

    /** The names that published checkpoints have, layer by layer. */
    @ParameterizedTest
    @CsvSource({
        "minigpt4, linear, llama_proj",
        "llava, mlp, multi_modal_projector.linear_1 multi_modal_projector.linear_2",
        "vipllava, projected, multi_modal_projector.projector_layernorm multi_modal_projector.linear_1 multi_modal_projector.linear_2",
        "llava-original, linear, model.mm_projector",
        "llava-original, mlp, model.mm_projector.0 model.mm_projector.2",
        "tinyllava, linear, _connector",
        "tinyllava, mlp, _connector.0 _connector.2",
        "prismatic, linear, projector",
        "prismatic, mlp, projector.0 projector.2",
        "prismatic, deep, projector.0 projector.2 projector.4",
        "internvl, normed, mlp1.0 mlp1.1 mlp1.3 mlp1.4",
        "internvl-hf, projected, multi_modal_projector.layer_norm multi_modal_projector.linear_1 multi_modal_projector.linear_2",
        "paligemma, linear, multi_modal_projector.linear",
        "sequential, mlp, 0 2",
        "sequential, deep, 0 2 4",
    })
    void published(String convention, String kind, String layers) {
        Adapter adapter = Map.of("linear", LINEAR, "mlp", MLP, "deep", DEEP, "normed", NORMED, "projected", PROJECTED)
                .get(kind);
        List<String> expected = new ArrayList<>();
        for (String layer : layers.split(" ")) {
            expected.add(layer + ".weight");
            expected.add(layer + ".bias");
        }
        Map<String, String> names = adapter.names(WeightNames.of(convention));
        assertEquals(expected, List.copyOf(names.values()));
        assertEquals(List.copyOf(adapter.parameterShapes().keySet()), List.copyOf(names.keySet()));
    }

    @Test
    void idefics3HasNoBias() {
        Adapter adapter = adapter(Map.of("kind", "linear", "bias", false, "reduction", "shuffle:2"));
        assertEquals(
                Map.of("llama_proj.weight", "model.connector.modality_projection.proj.weight"),
                adapter.names(WeightNames.IDEFICS3));
        assertArrayEquals(new long[] {2, 12}, adapter.parameterShapes().get("llama_proj.weight"));
    }

    /** A weight by which the convention is known, from the tables of published checkpoints. */
    @ParameterizedTest
    @CsvSource({
        "blip2, qformer, qformer.encoder.layer.0.crossattention.attention.key.weight",
        "blip2, qformer, qformer.layernorm.bias",
        "blip2, instruct, embeddings.word_embeddings.weight",
        "instructblip, instruct, qformer.embeddings.word_embeddings.weight",
        "instructblip, instruct, qformer.embeddings.layernorm.weight",
        "lavis-t5, qformer, Qformer.bert.encoder.layer.1.attention.self.query.bias",
        "lavis-t5, qformer, Qformer.bert.embeddings.LayerNorm.weight",
        "lavis-t5, qformer, t5_proj.weight",
        "lavis-opt, qformer, opt_proj.bias",
        "lavis-opt, normed, ln_vision.weight",
        "lavis-llm, instruct, Qformer.bert.embeddings.position_embeddings.weight",
        "lavis-llm, instruct, Qformer.bert.encoder.layer.0.output.LayerNorm.weight",
        "minigpt4, qformer, llama_proj.weight",
        "tinyllava, plain, _connector.bert.encoder.layer.0.crossattention.self.value.weight",
        "tinyllava, plain, _connector.projector.weight",
        "tinyllava, perceiver, _connector.layers.1.0.to_kv.weight",
        "openflamingo, flamingo, perceiver.layers.0.1.3.weight",
        "qwen-vl, qwen, transformer.visual.attn_pool.attn.in_proj_weight",
        "idefics2, idefics2, model.connector.perceiver_resampler.layers.0.self_attn.k_proj.weight",
        "qwen2-vl, merger, visual.merger.ln_q.bias",
        "qwen2-vl, rms-merger, visual.merger.ln_q.weight",
        "mistral3, joining, multi_modal_projector.patch_merger.merging_layer.weight",
        "gemma3, pooled, multi_modal_projector.mm_soft_emb_norm.weight",
        "aya-vision, gated, multi_modal_projector.layernorm.weight",
        "open_clip, pooler, visual.attn_pool.attn.q_proj_weight",
        "clipcap, clipcap, clip_project.transformer.layers.1.attn.to_keys_values.weight",
        "mapl, mapl, transformer.layers.0.self_attn.in_proj_weight",
        "timm, nf-resnet, stages.1.0.downsample.conv.gain",
    })
    void publishedTransformers(String convention, String kind, String weight) {
        Adapter adapter = NETWORKS.get(kind);
        Map<String, String> names = adapter.names(WeightNames.of(convention));
        assertTrue(names.containsValue(weight), () -> names.values().toString());
        assertEquals(List.copyOf(adapter.parameterShapes().keySet()), List.copyOf(names.keySet()));
        assertEquals(names.size(), Set.copyOf(names.values()).size());
        assertEquals(List.of(WeightNames.of(convention)), WeightNames.recognise(Set.copyOf(names.values())), weight);
    }

    /** Each convention is in one of the tables above, or is {@code idefics3}. */
    @Test
    void allConventionsAreCompared() {
        Set<WeightNames> compared = new HashSet<>(Set.of(WeightNames.IDEFICS3));
        for (Method method : WeightNamesTest.class.getDeclaredMethods()) {
            CsvSource table = method.getAnnotation(CsvSource.class);
            if (table != null) {
                for (String row : table.value()) {
                    compared.add(WeightNames.of(row.substring(0, row.indexOf(','))));
                }
            }
        }
        Set<WeightNames> all = new HashSet<>(WeightNames.all());
        all.remove(new WeightNames("scaler")); // of a family that only tests have
        assertEquals(all, compared);
    }

    @Test
    void weightsMoveThereAndBackInEveryConvention() {
        List<Adapter> adapters = new ArrayList<>(List.of(LINEAR, MLP, DEEP, NORMED));
        adapters.addAll(NETWORKS.values());
        for (Adapter adapter : adapters) {
            Map<String, Tensor> own = adapter.initialise(3);
            for (WeightNames convention : WeightNames.all()) {
                if (!adapter.names(convention).isEmpty()) {
                    Map<String, Tensor> back = WeightNames.adopt(adapter, convention.rename(adapter, own));
                    assertEquals(own, back, convention.toString());
                }
            }
        }
    }

    @Test
    void theModelPrefixMayBeThereOrNot() {
        Map<String, Tensor> own = MLP.initialise(3);
        Map<String, Tensor> prefixed = new LinkedHashMap<>();
        own.forEach((name, tensor) -> prefixed.put("model." + name, tensor));
        assertEquals(own, WeightNames.adopt(MLP, prefixed));

        Map<String, Tensor> bare = new LinkedHashMap<>();
        WeightNames.LLAVA_ORIGINAL.rename(MLP, own).forEach((name, tensor) -> bare.put(name.substring(6), tensor));
        assertEquals(own, WeightNames.adopt(MLP, bare));
    }

    @Test
    void namesAloneTellTheConvention() {
        assertEquals(
                List.of(WeightNames.MINIGPT4), WeightNames.recognise(Set.of("llama_proj.weight", "llama_proj.bias")));
        assertEquals(
                List.of(WeightNames.LLAVA_ORIGINAL),
                WeightNames.recognise(WeightNames.LLAVA_ORIGINAL
                        .rename(MLP, MLP.initialise(3))
                        .keySet()));
        assertEquals(
                List.of(WeightNames.LLAVA),
                WeightNames.recognise(Set.of(
                        "model.multi_modal_projector.linear_1.weight", "model.multi_modal_projector.linear_2.weight")));
        assertEquals(List.of(), WeightNames.recognise(Set.of("llama_proj.weight", "image_newline")));
    }

    @Test
    void otherTensorsKeepTheirNames() {
        Map<String, Tensor> file = WeightNames.TINYLLAVA.rename(MLP, MLP.initialise(3));
        file.put("image_newline", Tensor.scalar(1f));
        Map<String, Tensor> adopted = WeightNames.adopt(MLP, file);
        assertEquals(5, adopted.size());
        assertSame(file.get("image_newline"), adopted.get("image_newline"));

        Map<String, Tensor> foreign = Map.of("fc.weight", Tensor.scalar(1f));
        assertSame(foreign, WeightNames.adopt(MLP, foreign));
        assertSame(file, WeightNames.adopt(LINEAR, file));
    }

    @Test
    void aConventionWithoutNamesSaysWhichHaveThem() {
        IllegalArgumentException error =
                assertThrows(InvalidInputException.class, () -> WeightNames.MINIGPT4.rename(MLP, MLP.initialise(3)));
        assertEquals(
                "the convention 'minigpt4' has no names for the weights [multi_modal_projector.linear_1.weight, "
                        + "multi_modal_projector.linear_1.bias, multi_modal_projector.linear_2.weight, "
                        + "multi_modal_projector.linear_2.bias]; choose one of "
                        + "[llava, llava-original, tinyllava, prismatic, internvl, sequential]",
                error.getMessage());
        assertThrows(InvalidInputException.class, () -> WeightNames.of("llama"));
    }

    private static Adapter adapter(Map<String, ?> settings) {
        return AdapterSpec.of(settings).create(3, 4, 2);
    }
}
