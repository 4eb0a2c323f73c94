package dev.graft.models.published.systems;

import dev.graft.backbones.language.Directions;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.published.SpecialTexts;
import dev.graft.models.visual.CropsLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gemma 3 in Hugging Face's transformers: SigLIP's patches averaged down to a smaller square, and a language model that looks at each
 * image in both directions.
 *
 * <p>Gemma Team 2025, arXiv:2503.19786; the defaults are those of {@code Gemma3Config}.
 */
public final class Gemma3 implements PublishedSystem {
    private static final String TOKENS = "mm_tokens_per_image";
    private static final String LINES = "\n\n";

    @Override
    public List<String> modelTypes() {
        return List.of("gemma3");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        Map<String, String> tokens = SpecialTexts.of(checkpoint.tokenizer());
        String begin = tokens.getOrDefault("boi_token", "<start_of_image>");
        String end = tokens.getOrDefault("eoi_token", "<end_of_image>");
        String image = tokens.getOrDefault("image_token", "<image_soft_token>");
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("side", side(checkpoint));
        adapter.put(
                "norm_epsilon",
                checkpoint
                        .config()
                        .part("vision_config")
                        .number("layer_norm_eps")
                        .orElse(1e-6));
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                new CropsLayout(LINES + begin, end + LINES),
                adapter,
                ChatPrompt.of(checkpoint, begin),
                new PromptReading(true, image, Directions.IMAGES),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** The side of the square of visual tokens. */
    private static int side(Checkpoint checkpoint) {
        int tokens = checkpoint.config().integer(TOKENS).orElse(256);
        int side = (int) Math.round(Math.sqrt(tokens));
        if (tokens < 1 || side * side != tokens) {
            throw checkpoint.config().error(TOKENS, "should be the number of places of a square, found " + tokens);
        }
        return side;
    }
}
