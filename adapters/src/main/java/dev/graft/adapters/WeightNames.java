package dev.graft.adapters;

import dev.graft.adapters.published.KnownForms;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which published systems keep the weights of their adapters, so that weights move both ways between
 * Graft and PyTorch. The names that an adapter itself uses are those of one of them, where there is one.
 */
public enum WeightNames {
    /** MiniGPT-4: {@code llama_proj}, and the names of LAVIS for its Q-Former. */
    MINIGPT4,
    /** LLaVA in Hugging Face's transformers: {@code multi_modal_projector.linear_1} and so on. */
    LLAVA,
    /** LLaVA's own {@code mm_projector.bin}: {@code model.mm_projector}, its modules numbered from 0. */
    LLAVA_ORIGINAL,
    /** TinyLLaVA: {@code _connector}, its modules numbered from 0. */
    TINYLLAVA,
    /** Prismatic: {@code projector}, its modules numbered from 0. */
    PRISMATIC,
    /** InternVL: {@code mlp1}, its modules numbered from 0, a layer normalisation first. */
    INTERNVL,
    /** PaliGemma in Hugging Face's transformers: {@code multi_modal_projector.linear}. */
    PALIGEMMA,
    /** Idefics3 and SmolVLM: {@code model.connector.modality_projection.proj}. */
    IDEFICS3,
    /** BLIP-2 in Hugging Face's transformers: {@code query_tokens}, {@code qformer} and {@code language_projection}. */
    BLIP2,
    /** InstructBLIP in Hugging Face's transformers. */
    INSTRUCTBLIP,
    /** BLIP-2 in LAVIS with OPT: {@code Qformer.bert} and {@code opt_proj}. */
    LAVIS_OPT,
    /** BLIP-2 and InstructBLIP in LAVIS with T5: {@code t5_proj}. */
    LAVIS_T5,
    /** InstructBLIP in LAVIS with Vicuna: {@code llm_proj}. */
    LAVIS_LLM,
    /** Qwen-VL: {@code transformer.visual.attn_pool}, {@code ln_post} and {@code proj}. */
    QWEN_VL,
    /** OpenFlamingo: {@code perceiver}. */
    OPENFLAMINGO,
    /** Idefics2: {@code model.connector}. */
    IDEFICS2,
    /** ClipCap: {@code clip_project}. */
    CLIPCAP,
    /** MAPL: {@code down}, {@code const}, {@code transformer} and {@code up}. */
    MAPL,
    /** timm: {@code stem} and {@code stages} of a vision network that is trained. */
    TIMM;

    private static final Pattern LAYER = Pattern.compile("\\b(?:(layers?)\\.\\d+|(stages)\\.\\d+\\.\\d+)\\.");

    /** The convention of a name such as {@code llava-original}. */
    public static WeightNames of(String name) {
        return Arrays.stream(values())
                .filter(convention -> convention.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown convention of weight names '" + name + "'; there is " + List.of(values())));
    }

    /**
     * The weights of an adapter under the names of this convention.
     *
     * @throws IllegalArgumentException if the convention has no names for such an adapter
     */
    public Map<String, Tensor> rename(Adapter adapter, Map<String, Tensor> weights) {
        Map<String, String> names = adapter.names(this);
        if (names.isEmpty()) {
            throw new InvalidInputException("the convention '" + this + "' has no names for the weights "
                    + adapter.parameterShapes().keySet() + "; choose one of "
                    + Arrays.stream(values())
                            .filter(other -> !adapter.names(other).isEmpty())
                            .toList());
        }
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        names.forEach((own, published) -> renamed.put(published, weights.get(own)));
        return renamed;
    }

    /**
     * Weights under any of the conventions, brought to the adapter's own names. Tensors that are none of the adapter's
     * keep their names; where no convention fits, all do.
     */
    public static Map<String, Tensor> adopt(Trainable adapter, Map<String, Tensor> weights) {
        if (weights.keySet().containsAll(adapter.parameterShapes().keySet())) {
            return weights;
        }
        Map<String, String> found = weights.keySet().stream()
                .collect(Collectors.toMap(PublishedTensors::bare, Function.identity(), (first, second) -> first));
        for (WeightNames convention : values()) {
            Map<String, String> own = adapter.names(convention).entrySet().stream()
                    .filter(entry -> found.containsKey(PublishedTensors.bare(entry.getValue())))
                    .collect(Collectors.toMap(
                            entry -> found.get(PublishedTensors.bare(entry.getValue())), Map.Entry::getKey));
            if (!own.isEmpty() && own.size() == adapter.parameterShapes().size()) {
                Map<String, Tensor> adopted = new LinkedHashMap<>();
                weights.forEach((name, tensor) -> adopted.put(own.getOrDefault(name, name), tensor));
                return adopted;
            }
        }
        return weights;
    }

    /** The names of an adapter's weights to what a rule makes of them. */
    public static Map<String, String> rewritten(Trainable adapter, UnaryOperator<String> rule) {
        Map<String, String> names = new LinkedHashMap<>();
        adapter.parameters().forEach(parameter -> names.put(parameter.name(), rule.apply(parameter.name())));
        return names;
    }

    /** The conventions under which a file with tensors of the given names may have been saved. */
    public static List<WeightNames> recognise(Set<String> names) {
        Set<String> wanted = form(names);
        return Arrays.stream(values())
                .filter(convention -> KnownForms.ALL.stream()
                        .map(adapter -> form(adapter.names(convention).values()))
                        .anyMatch(wanted::equals))
                .filter(convention -> !wanted.isEmpty())
                .toList();
    }

    /** Names of which files with any number of layers have the same. */
    private static Set<String> form(Collection<String> names) {
        return names.stream()
                .map(PublishedTensors::bare)
                .map(name -> LAYER.matcher(name).replaceAll("$1$2.*."))
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
