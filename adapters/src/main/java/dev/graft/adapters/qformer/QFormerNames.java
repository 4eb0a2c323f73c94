package dev.graft.adapters.qformer;

import dev.graft.adapters.WeightNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What others call the weights of a {@link QFormer} and its heads, whose own names are transformers' for BLIP-2. */
public final class QFormerNames {
    static final String PROJECTION = "language_projection";

    /** What a convention makes of a name. */
    private static final Map<WeightNames, UnaryOperator<String>> RULES = rules();

    static final List<WeightNames> CONVENTIONS = List.copyOf(RULES.keySet());

    private QFormerNames() {}

    private static Map<WeightNames, UnaryOperator<String>> rules() {
        Map<WeightNames, UnaryOperator<String>> rules = new LinkedHashMap<>();
        rules.put(WeightNames.BLIP2, UnaryOperator.identity());
        rules.put(WeightNames.INSTRUCTBLIP, QFormerNames::instructBlip);
        rules.put(WeightNames.LAVIS_OPT, name -> lavis(name, "opt_proj"));
        rules.put(WeightNames.LAVIS_T5, name -> lavis(name, "t5_proj"));
        rules.put(WeightNames.LAVIS_LLM, name -> lavis(name, "llm_proj"));
        rules.put(WeightNames.MINIGPT4, name -> lavis(name, "llama_proj"));
        rules.put(WeightNames.TINYLLAVA, QFormerNames::tinyLlava);
        return rules;
    }

    /** Own names to those of a convention; empty where it has none for such an adapter. */
    static Map<String, String> of(WeightNames convention, QFormerAdapter adapter) {
        return RULES.containsKey(convention) && has(convention, adapter)
                ? WeightNames.rewritten(adapter, RULES.get(convention))
                : Map.of();
    }

    private static boolean has(WeightNames convention, QFormerAdapter adapter) {
        QFormerSpec spec = adapter.network().spec();
        if (convention.equals(WeightNames.TINYLLAVA)) {
            return !spec.queryNormScale() && !spec.visionNorm() && !adapter.readsText();
        }
        return spec.queryNormScale() && (!convention.equals(WeightNames.INSTRUCTBLIP) || adapter.readsText());
    }

    /** The same for the first stage: transformers has no temperature and no head that generates. */
    static Map<String, String> of(WeightNames convention, ImageTextNetwork network) {
        if (convention.equals(WeightNames.BLIP2)) {
            return WeightNames.rewritten(network, UnaryOperator.identity());
        }
        return convention.equals(WeightNames.LAVIS_OPT)
                ? WeightNames.rewritten(network, QFormerNames::lavisStage1)
                : Map.of();
    }

    private static String lavisStage1(String name) {
        return lavis(name, PROJECTION)
                .replace("vision_projection.", "vision_proj.")
                .replace("text_projection.", "text_proj.")
                .replaceFirst("^cls\\.", "Qformer.cls.");
    }

    private static String instructBlip(String name) {
        String prefixed = name.startsWith("embeddings.") ? "qformer." + name : name;
        return prefixed.replace("qformer.layernorm", "qformer.embeddings.layernorm");
    }

    private static String lavis(String name, String projection) {
        String renamed = name.replace(PROJECTION, projection).replace("vision_model.post_layernorm", "ln_vision");
        return bert(renamed, "Qformer.bert.");
    }

    private static String tinyLlava(String name) {
        return "_connector." + bert(name.replace(PROJECTION, "projector"), "bert.");
    }

    /** The names of the module that LAVIS made of BERT. */
    private static String bert(String name, String prefix) {
        return name.replaceFirst("^embeddings\\.", prefix + "embeddings.")
                .replace("qformer.layernorm", prefix + "embeddings.LayerNorm")
                .replace("qformer.encoder.", prefix + "encoder.")
                .replace("attention.attention.", "attention.self.");
    }
}
