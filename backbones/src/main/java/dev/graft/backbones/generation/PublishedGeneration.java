package dev.graft.backbones.generation;

import dev.graft.tensors.Registry;
import java.util.List;
import java.util.Map;

/**
 * How the evaluations of published systems have answers written, by name, with the settings that their programs give to
 * {@code generate}: BLIP-2's of LAVIS, OpenFlamingo's, Qwen-VL's and LLaVA's of their own repositories.
 */
public final class PublishedGeneration {
    private static final Registry<Map<String, Object>> ALL = all();

    private PublishedGeneration() {}

    private static Registry<Map<String, Object>> all() {
        String beams = "num_beams";
        String penalty = "length_penalty";
        String most = "max_new_tokens";
        String fewest = "min_new_tokens";
        Registry<Map<String, Object>> all = new Registry<>("unknown settings of generation");
        all.add("blip2-vqa", Map.of(beams, 5, penalty, -1, most, 10));
        all.add("blip2-caption", Map.of(beams, 5, penalty, 1, most, 30, fewest, 8));
        all.add("openflamingo-vqa", Map.of(beams, 3, penalty, 0, most, 5));
        all.add("openflamingo-caption", Map.of(beams, 3, penalty, 0, most, 20));
        all.add("qwen-vl-vqa", Map.of(beams, 1, most, 10, fewest, 1));
        all.add("qwen-vl-caption", Map.of(beams, 1, most, 30, fewest, 8));
        all.add("llava-vqa", Map.of(beams, 1, most, 128));
        return all;
    }

    /** The names of all. */
    public static List<String> names() {
        return ALL.names();
    }

    /**
     * The settings of a name, under their names in {@code generation_config.json}.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none of this name
     */
    public static Map<String, Object> of(String name) {
        return ALL.get(name);
    }
}
