package dev.graft.adapters.qformer;

import dev.graft.adapters.WeightNames;
import java.util.Map;

/** What others call the weights of a {@link QFormer} and its heads, whose own names are transformers' for BLIP-2. */
public final class QFormerNames {
    public static final String PROJECTION = "language_projection";

    private QFormerNames() {}

    /** Own names to those of a convention; empty where it has none for such an adapter. */
    static Map<String, String> of(WeightNames convention, QFormerAdapter adapter) {
        QFormerSpec spec = adapter.network().spec();
        if (convention == WeightNames.TINYLLAVA) {
            return spec.queryNormScale() || spec.visionNorm() || adapter.readsText()
                    ? Map.of()
                    : WeightNames.rewritten(adapter, QFormerNames::tinyLlava);
        }
        if (!spec.queryNormScale()) {
            return Map.of();
        }
        return switch (convention) {
            case BLIP2 -> WeightNames.rewritten(adapter, name -> name);
            case INSTRUCTBLIP ->
                adapter.readsText() ? WeightNames.rewritten(adapter, QFormerNames::instructBlip) : Map.of();
            case LAVIS_OPT -> WeightNames.rewritten(adapter, name -> lavis(name, "opt_proj"));
            case LAVIS_T5 -> WeightNames.rewritten(adapter, name -> lavis(name, "t5_proj"));
            case LAVIS_LLM -> WeightNames.rewritten(adapter, name -> lavis(name, "llm_proj"));
            case MINIGPT4 -> WeightNames.rewritten(adapter, name -> lavis(name, "llama_proj"));
            default -> Map.of();
        };
    }

    /** The same for the first stage: transformers has no temperature and no head that generates. */
    static Map<String, String> of(WeightNames convention, ImageTextNetwork network) {
        return switch (convention) {
            case BLIP2 -> WeightNames.rewritten(network, name -> name);
            case LAVIS_OPT -> WeightNames.rewritten(network, QFormerNames::lavisStage1);
            default -> Map.of();
        };
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
