package dev.graft.adapters.qformer;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.AdapterSearch;
import dev.graft.adapters.published.FoundAdapter;
import dev.graft.adapters.published.TensorShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the settings of a {@link QFormerAdapter} from the names and shapes of its weights. */
final class QFormerFinder {
    private static final String LAYER = "qformer.encoder.layer.0.";
    private static final String SELF = LAYER + "attention.attention.query.weight";
    private static final String CROSS = LAYER + "crossattention.attention.key.weight";
    private static final String FEED_FORWARD = LAYER + "intermediate_query.dense.weight";
    private static final String PROJECTION = QFormerNames.PROJECTION + ".weight";
    private static final String VISION_NORM = "vision_model.post_layernorm.weight";

    private QFormerFinder() {}

    static Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search) {
        TensorShapes shapes = TensorShapes.of(form(convention), convention, search.tensors());
        boolean scaled = !convention.equals(WeightNames.TINYLLAVA);
        boolean complete = shapes.have(QFormer.QUERIES, SELF, CROSS, FEED_FORWARD, PROJECTION)
                && (!scaled || shapes.have(QFormer.NORM + ".weight"))
                && (!convention.equals(WeightNames.INSTRUCTBLIP) || shapes.have(QFormer.WORDS, QFormer.POSITIONS));
        if (!complete) {
            return Optional.empty();
        }
        search.requireVision(shapes.size(CROSS, 1));
        search.requireLanguage(shapes.size(PROJECTION, 0));
        Map<String, String> open = new LinkedHashMap<>();
        if (search.headWidth(shapes.size(QFormer.QUERIES, 2)).isEmpty()) {
            open.put("heads", "12, BERT's, of width 64");
        }
        if (shapes.have(VISION_NORM) && !search.given().containsKey("vision_norm")) {
            open.put("vision_norm", "true if the features are those before the encoder's last normalisation, or false");
        }
        return Optional.of(new FoundAdapter(convention, shapes.count(), settings(shapes, convention, scaled), open));
    }

    private static Map<String, Object> settings(TensorShapes shapes, WeightNames convention, boolean scaled) {
        boolean reads = shapes.have(QFormer.WORDS, QFormer.POSITIONS);
        boolean transformers = convention.equals(WeightNames.BLIP2) || convention.equals(WeightNames.INSTRUCTBLIP);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", QFormerSpec.KIND);
        settings.put("queries", shapes.size(QFormer.QUERIES, 1));
        settings.put("layers", shapes.layers(SELF));
        settings.put("width", shapes.size(QFormer.QUERIES, 2));
        settings.put("feed_forward", shapes.size(FEED_FORWARD, 0));
        settings.put("cross_attention_every", crossAttentionEvery(shapes));
        settings.put("vocabulary", reads ? shapes.size(QFormer.WORDS, 0) : 0);
        if (reads) {
            settings.put("positions", shapes.size(QFormer.POSITIONS, 0));
        }
        settings.put("query_norm_scale", scaled);
        settings.put("vision_norm_epsilon", transformers ? 1e-6 : 1e-5);
        return settings;
    }

    private static int crossAttentionEvery(TensorShapes shapes) {
        int layers = shapes.layers(SELF);
        int second = 1;
        while (second < layers && !shapes.haveInLayer(second, CROSS)) {
            second++;
        }
        return second;
    }

    /** With all that the convention has names for. */
    private static Adapter form(WeightNames convention) {
        boolean all = !convention.equals(WeightNames.TINYLLAVA);
        Map<String, Object> settings = Map.of("query_norm_scale", all, "vision_norm", all, "vocabulary", all ? 1 : 0);
        return QFormerSpec.DEFAULT.with(settings).create(1, 1, 1);
    }
}
