package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.block.Weights;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerAdapter;
import dev.graft.graph.GraphBuilder;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters and passes against the modules of transformers, see {@code scripts/reference/transformer_adapters.py}. */
class TransformersParityTest {
    private static final int LANGUAGE_WIDTH = 8;

    private static final Map<String, Object> Q_FORMER = Map.of(
            "kind", "qformer",
            "queries", 3,
            "layers", 2,
            "width", 4,
            "heads", 2,
            "feed_forward", 6,
            "vocabulary", 11,
            "positions", 5);

    private static final Map<String, Map<String, Object>> SETTINGS = Map.of(
            "idefics2",
                    Map.of(
                            "kind", "idefics2_perceiver",
                            "latents", 3,
                            "layers", 2,
                            "heads", 4,
                            "key_heads", 2,
                            "head_width", 1,
                            "hidden_width", 6),
            "merger", Map.of("kind", "patch_merger"),
            "mapl", Map.of("kind", "mapl", "tokens", 3, "width", 4, "layers", 2, "heads", 2),
            "qwen", Map.of("kind", "qwen_resampler", "query_grid", "2x3", "key_grid", "3x5", "heads", 2));

    private final ReferenceCases cases = ReferenceCases.of(getClass(), "transformers.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"idefics2", "mapl", "qwen", "merger"})
    void adapters(String name) {
        cases.check(name, cases.adapter(name, AdapterSpec.of(SETTINGS.get(name))));
    }

    /** Vectors of zeros behind those of an image are none, as masked ones are none in transformers. */
    @Test
    void vectorsOfZerosAreNotLookedAt() {
        Adapter adapter = AdapterSpec.of(SETTINGS.get("idefics2")).create(5, 6, LANGUAGE_WIDTH);
        assertTrue(adapter.takesAnyVectors());
        Map<String, Tensor> weights = WeightNames.adopt(adapter, cases.part("idefics2", "parameter/"));
        Parity.assertClose(
                WeightNames.adopt(adapter, cases.expected("idefics2/padded")),
                AdapterRun.withGradients(
                        adapter::build,
                        AdapterRun.trained(adapter.parameters()),
                        AdapterRun.feeds(
                                cases.tensor("idefics2/padded", "features"),
                                weights,
                                cases.tensor("idefics2/padded", "loss_weight")),
                        weights));
    }

    @Test
    void qwenStartsWithThePublishedPositions() {
        Map<String, Tensor> start = AdapterSpec.of(SETTINGS.get("qwen"))
                .create(5, 15, LANGUAGE_WIDTH)
                .initialise(1);
        String name = "transformer.visual.attn_pool.pos_embed";
        Parity.assertClose(
                Map.of(AdapterRun.OUTPUT, cases.part("qwen", "parameter/").get(name)),
                Map.of(AdapterRun.OUTPUT, start.get(name)));
    }

    @Test
    void instructionsAreRead() {
        Adapter adapter = AdapterSpec.of(Q_FORMER).create(5, 6, LANGUAGE_WIDTH);
        Map<String, Tensor> weights = WeightNames.adopt(adapter, cases.part("instructblip", "parameter/"));
        Parity.assertShapes(adapter, weights);
        Map<String, Tensor> expected = WeightNames.adopt(adapter, cases.expected("instructblip"));
        AdapterRun.Pass pass = (g, features, parameters) -> adapter.build(g, features, text(g), parameters);
        Parity.assertClose(
                expected,
                AdapterRun.withGradients(
                        pass, AdapterRun.trained(adapter.parameters()), feeds("instructblip", weights), weights));
    }

    /** A text alone, and a text that is generated from the queries. */
    @ParameterizedTest
    @ValueSource(strings = {"blip2/text", "blip2/caption"})
    void passesOfTheFirstStage(String name) {
        QFormerAdapter adapter = (QFormerAdapter) AdapterSpec.of(Q_FORMER).create(5, 6, LANGUAGE_WIDTH);
        QFormer network = adapter.network();
        Map<String, Tensor> weights =
                new LinkedHashMap<>(WeightNames.adopt(adapter, cases.part("instructblip", "parameter/")));
        Map<String, Tensor> expected = cases.expected(name);
        List<String> trained = AdapterRun.trained(network.parameters()).stream()
                .filter(expected::containsKey)
                .toList();
        AdapterRun.Pass pass = (g, features, parameters) -> {
            Weights given = new Weights(parameters);
            if (name.equals("blip2/text")) {
                return network.text(text(g), given).add(features.multiply(0).sumAll());
            }
            QFormer.Rows rows = network.caption(features, text(g), 4, given);
            return rows.queries().concat(1, rows.text());
        };
        Parity.assertClose(expected, AdapterRun.withGradients(pass, trained, feeds(name, weights), weights));
    }

    /** The same masks drop the same in training; without them nothing is dropped. */
    @Test
    void dropout() {
        Map<String, Object> settings = new LinkedHashMap<>(Q_FORMER);
        settings.put("vocabulary", 0);
        settings.put("dropout", 0.25);
        Adapter adapter = AdapterSpec.of(settings).create(5, 6, LANGUAGE_WIDTH);
        Map<String, Tensor> weights = cases.part("dropout", "parameter/");
        Parity.assertShapes(adapter, weights);
        Map<String, Tensor> feeds =
                AdapterRun.feeds(cases.tensor("dropout", "features"), weights, cases.tensor("dropout", "loss_weight"));
        Map<String, Tensor> masks = cases.part("dropout", "dropout/");
        assertEquals(9, masks.size());
        masks.forEach((name, mask) -> feeds.put("dropout/" + name, mask));
        List<String> trained = AdapterRun.trained(adapter.parameters());
        Parity.assertClose(
                cases.expected("dropout"), AdapterRun.withGradients(adapter::build, trained, feeds, weights));

        settings.put("dropout", 0.0);
        Tensor lossWeight = cases.tensor("dropout", "loss_weight");
        Map<String, Tensor> plain = AdapterRun.withGradients(
                AdapterSpec.of(settings).create(5, 6, LANGUAGE_WIDTH),
                feeds.get(AdapterRun.FEATURES),
                weights,
                lossWeight);
        Parity.assertClose(
                plain, AdapterRun.withGradients(adapter, feeds.get(AdapterRun.FEATURES), weights, lossWeight));
    }

    private static TextInput text(GraphBuilder g) {
        return new TextInput(g.value(AdapterRun.IDS), g.value(AdapterRun.MASK));
    }

    private Map<String, Tensor> feeds(String name, Map<String, Tensor> weights) {
        Map<String, Tensor> feeds =
                AdapterRun.feeds(cases.tensor(name, "features"), weights, cases.tensor(name, "loss_weight"));
        feeds.put(AdapterRun.IDS, cases.tensor(name, "ids"));
        feeds.put(AdapterRun.MASK, cases.tensor(name, "mask"));
        return feeds;
    }
}
