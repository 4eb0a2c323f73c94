package dev.graft.models.published.systems;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.AnyresLayout;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.models.visual.VisualLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * LLaVA as its own repository saves it, such as {@code liuhaotian/llava-v1.5-7b}: {@code mm_projector} among the language model's
 * weights, pictures filled up to squares or cut into tiles, and a conversation that the folder's name tells.
 *
 * <p>Liu et al. 2023, arXiv:2310.03744; {@code llava/model}, {@code llava/mm_utils.py} and {@code llava/eval/run_llava.py} of
 * haotian-liu/LLaVA.
 */
public final class LlavaOriginal implements PublishedSystem {
    private static final String PROJECTOR = "mm_projector_type";
    private static final String RATIO = "image_aspect_ratio";
    private static final String CANVASES = "image_grid_pinpoints";
    private static final String MERGE = "mm_patch_merge_type";
    private static final String SELECT = "mm_vision_select_feature";
    private static final String MARKS = "mm_use_im_start_end";

    @Override
    public List<String> modelTypes() {
        return List.of("llava_llama", "llava_mistral", "llava_mpt", "llava_qwen");
    }

    /** Whether a configuration is of this form; old ones share their type with that of transformers. */
    static boolean is(Checkpoint checkpoint) {
        return checkpoint.config().has("mm_vision_tower") || checkpoint.config().has(PROJECTOR);
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        ConfigObject config = checkpoint.config();
        String projector = config.text(PROJECTOR).orElse("linear");
        if (!projector.matches("linear|mlp\\d+x_gelu")) {
            throw checkpoint.unsupported(PROJECTOR, "is \"" + projector + "\"; known are linear and mlpNx_gelu");
        }
        if (config.flag(MARKS).orElse(false)) {
            throw checkpoint.unsupported(MARKS, "is true: images stand between tokens that were learnt");
        }
        Map<String, Object> adapter = new LinkedHashMap<>();
        if (!projector.equals("linear")) {
            adapter.put("activation", "gelu");
        }
        return new PublishedModel(
                checkpoint.modelType(),
                features(checkpoint),
                layout(checkpoint),
                adapter,
                LlavaConversations.of(checkpoint),
                new PromptReading(false, "", false),
                checkpoint.generation(),
                checkpoint.preprocessing(),
                preparation(checkpoint));
    }

    @Override
    public Optional<String> ownForm(Checkpoint checkpoint) {
        return Optional.of("the form of LLaVA's own repository");
    }

    private static String features(Checkpoint checkpoint) {
        VisionFeatures features = FeatureChoice.layers(checkpoint, "mm_vision_select_layer", List.of(-2));
        String select = checkpoint.config().text(SELECT).orElse("patch");
        return switch (select) {
            case "patch" -> features.withoutClassToken().toString();
            case "cls_patch" -> features.toString();
            default -> throw checkpoint.unsupported(SELECT, "is \"" + select + "\"; known are patch and cls_patch");
        };
    }

    private static String ratio(Checkpoint checkpoint) {
        return checkpoint.config().text(RATIO).orElse("square");
    }

    private static VisualLayout layout(Checkpoint checkpoint) {
        if (!ratio(checkpoint).equals("anyres")) {
            return JoinedLayout.PLAIN;
        }
        String merge = checkpoint.config().text(MERGE).orElse("flat");
        if (!merge.equals("spatial_unpad")) {
            throw checkpoint.unsupported(MERGE, "is \"" + merge + "\"; known with tiles is spatial_unpad");
        }
        return new AnyresLayout(0);
    }

    /** What is done to pictures before the vision encoder's own preparation. */
    private static Map<String, Object> preparation(Checkpoint checkpoint) {
        String ratio = ratio(checkpoint);
        return switch (ratio) {
            case "square" -> Map.of();
            case "pad" -> Map.of("image_processor_type", "LlavaImageProcessor", "do_pad", true);
            case "anyres" -> Map.of("image_processor_type", "LlavaNextImageProcessor", CANVASES, canvases(checkpoint));
            default -> throw checkpoint.unsupported(RATIO, "is \"" + ratio + "\"; known are square, pad and anyres");
        };
    }

    /** Here they are width and height, in an image processor's configuration height and width. */
    private static List<List<Integer>> canvases(Checkpoint checkpoint) {
        List<List<Integer>> canvases = new ArrayList<>();
        if (checkpoint.config().toMap().get(CANVASES) instanceof List<?> given) {
            for (Object canvas : given) {
                if (!(canvas instanceof List<?> size)
                        || size.size() != 2
                        || !(size.get(0) instanceof Integer width)
                        || !(size.get(1) instanceof Integer height)) {
                    throw checkpoint.config().error(CANVASES, "must be a list of [width, height], but has " + canvas);
                }
                canvases.add(List.of(height, width));
            }
        }
        if (canvases.isEmpty()) {
            throw checkpoint.config().error(CANVASES, "must be a list of [width, height] with " + RATIO + " anyres");
        }
        return canvases;
    }
}
