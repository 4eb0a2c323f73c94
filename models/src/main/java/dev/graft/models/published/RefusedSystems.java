package dev.graft.models.published;

import dev.graft.tensors.ModelFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Systems whose checkpoints are known and would be answered wrongly: each is refused by its type, with what is missing. */
public final class RefusedSystems implements PublishedSystem {
    /** What a message about a checkpoint that cannot be answered ends in. */
    static final String ADVICE = ". To take the adapter alone, into a model of your own, say which features it takes by"
            + " --features and how it is asked by --set prompt.format=... or --set prompt.template=...";

    /** By type what stands in the way, after "which"; in the order of the page on systems. */
    static final Map<String, String> REASONS = reasons();

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put(
                "lfm2_vl",
                "cuts pictures into tiles with a thumbnail in its own proportions, which SigLIP 2 takes as rows of patches with their"
                        + " positions resized to each, and has a language model with short convolutions, whose states the cache of"
                        + " keys and values does not keep");
        reasons.put("pixtral", "is a vision encoder, which answers nothing by itself");
        reasons.put("qwen3_vl", "adds features of several layers of the vision encoder inside the language model");
        reasons.put("mllama", "puts layers of attention to pictures into the language model");
        reasons.put("idefics", "puts layers of attention to pictures into the language model");
        reasons.put("fuyu", "has no vision encoder: the language model reads patches of pixels");
        reasons.put("kosmos-2", "has an adapter of a kind that is not known");
        reasons.put("florence2", "has a vision encoder of its own, which is trained with the language model");
        reasons.put("llava_next_video", "reads videos");
        reasons.put("video_llava", "reads videos");
        reasons.put("instructblipvideo", "reads videos");
        return Collections.unmodifiableMap(reasons);
    }

    @Override
    public List<String> modelTypes() {
        return List.copyOf(REASONS.keySet());
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        throw refusal(checkpoint, REASONS.get(checkpoint.modelType()));
    }

    static ModelFileException refusal(Checkpoint checkpoint, String why) {
        return new ModelFileException(
                checkpoint.folder(),
                "is a model of type '" + checkpoint.modelType() + "', which " + why
                        + "; this is not built in yet, and without it answers would be wrong" + ADVICE);
    }
}
