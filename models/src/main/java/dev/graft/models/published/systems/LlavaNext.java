package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.AnyresLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LLaVA-NeXT and LLaVA-OneVision in Hugging Face's transformers: LLaVA over tiles of a canvas that fits the picture, with a
 * learned newline after each row of visual tokens.
 *
 * <p>Liu et al. 2024, Li et al. 2024, arXiv:2408.03326; the defaults are those of {@code LlavaNextConfig} and
 * {@code LlavaOnevisionConfig}.
 */
public final class LlavaNext implements PublishedSystem {
    private static final String ONE_VISION = "llava_onevision";
    private static final String CANVASES = "image_grid_pinpoints";
    private static final String LIMIT = "vision_aspect_ratio";
    private static final String LIMITED = "anyres_max_";

    @Override
    public List<String> modelTypes() {
        return List.of("llava_next", ONE_VISION);
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        boolean oneVision = checkpoint.modelType().equals(ONE_VISION);
        requireSameCanvases(checkpoint);
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", Activations.of(checkpoint.config(), "projector_hidden_act", "gelu"));
        return new PublishedModel(
                checkpoint.modelType(),
                oneVision ? FeatureChoice.llava(checkpoint, -1, "full") : FeatureChoice.llava(checkpoint, -2),
                oneVision ? new AnyresLayout(mostTiles(checkpoint), true) : new AnyresLayout(0),
                adapter,
                ChatPrompt.of(checkpoint, Llava.imageToken(checkpoint)),
                new PromptReading(true, Llava.imageToken(checkpoint), false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** The model lays out by its own list what the processor cut by another. */
    private static void requireSameCanvases(Checkpoint checkpoint) {
        Object laidOut = checkpoint.config().toMap().get(CANVASES);
        Object cut = checkpoint.imageProcessor().toMap().get(CANVASES);
        if (laidOut != null && cut != null && !laidOut.equals(cut)) {
            throw checkpoint.unsupported(CANVASES, "is not the list that the image processor's configuration has");
        }
    }

    /** The N of {@code anyres_max_N}. */
    private static int mostTiles(Checkpoint checkpoint) {
        String limit = checkpoint.config().text(LIMIT).orElse(LIMITED + "9");
        String number = limit.startsWith(LIMITED) ? limit.substring(LIMITED.length()) : "";
        if (!number.matches("[1-9]\\d{0,3}")) {
            throw checkpoint.unsupported(LIMIT, "is \"" + limit + "\"; known is " + LIMITED + "N");
        }
        return Integer.parseInt(number);
    }
}
