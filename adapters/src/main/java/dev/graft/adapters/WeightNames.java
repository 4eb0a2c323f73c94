package dev.graft.adapters;

import dev.graft.adapters.published.PublishedTensors;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A convention of names under which a published system keeps the weights of its adapter, so that weights move both ways
 * between Graft and PyTorch. The names that an adapter itself uses are those of one of them, where there is one.
 *
 * <p>Which conventions there are the families of adapters say, see {@link AdapterFamily#conventions}; those of the families of
 * Graft are constants here.
 *
 * @param name by which a user chooses it, such as {@code llava-original}
 */
public record WeightNames(String name) {
    /** MiniGPT-4: {@code llama_proj}, and the names of LAVIS for its Q-Former. */
    public static final WeightNames MINIGPT4 = new WeightNames("minigpt4");

    /** LLaVA in Hugging Face's transformers: {@code multi_modal_projector.linear_1} and so on. */
    public static final WeightNames LLAVA = new WeightNames("llava");

    /** LLaVA's own {@code mm_projector.bin}: {@code model.mm_projector}, its modules numbered from 0. */
    public static final WeightNames LLAVA_ORIGINAL = new WeightNames("llava-original");

    /** TinyLLaVA: {@code _connector}, its modules numbered from 0. */
    public static final WeightNames TINYLLAVA = new WeightNames("tinyllava");

    /** Prismatic: {@code projector}, its modules numbered from 0. */
    public static final WeightNames PRISMATIC = new WeightNames("prismatic");

    /** InternVL: {@code mlp1}, its modules numbered from 0, a layer normalisation first. */
    public static final WeightNames INTERNVL = new WeightNames("internvl");

    /** InternVL in Hugging Face's transformers: {@code multi_modal_projector.layer_norm}, {@code linear_1} and {@code linear_2}. */
    public static final WeightNames INTERNVL_HF = new WeightNames("internvl-hf");

    /** ViP-LLaVA in transformers: {@code multi_modal_projector.projector_layernorm}, {@code linear_1} and {@code linear_2}. */
    public static final WeightNames VIPLLAVA = new WeightNames("vipllava");

    /** Aya Vision: {@code multi_modal_projector.layernorm}, {@code linear_1} and {@code linear_2}. */
    public static final WeightNames AYA_VISION = new WeightNames("aya-vision");

    /** PaliGemma in Hugging Face's transformers: {@code multi_modal_projector.linear}. */
    public static final WeightNames PALIGEMMA = new WeightNames("paligemma");

    /** Idefics3 and SmolVLM: {@code model.connector.modality_projection.proj}. */
    public static final WeightNames IDEFICS3 = new WeightNames("idefics3");

    /** BLIP-2 in Hugging Face's transformers: {@code query_tokens}, {@code qformer} and {@code language_projection}. */
    public static final WeightNames BLIP2 = new WeightNames("blip2");

    /** InstructBLIP in Hugging Face's transformers. */
    public static final WeightNames INSTRUCTBLIP = new WeightNames("instructblip");

    /** BLIP-2 in LAVIS with OPT: {@code Qformer.bert} and {@code opt_proj}. */
    public static final WeightNames LAVIS_OPT = new WeightNames("lavis-opt");

    /** BLIP-2 and InstructBLIP in LAVIS with T5: {@code t5_proj}. */
    public static final WeightNames LAVIS_T5 = new WeightNames("lavis-t5");

    /** InstructBLIP in LAVIS with Vicuna: {@code llm_proj}. */
    public static final WeightNames LAVIS_LLM = new WeightNames("lavis-llm");

    /** Qwen2-VL and Qwen2.5-VL: {@code visual.merger}. */
    public static final WeightNames QWEN2_VL = new WeightNames("qwen2-vl");

    /** Gemma 3: {@code multi_modal_projector.mm_input_projection_weight} and {@code mm_soft_emb_norm}. */
    public static final WeightNames GEMMA3 = new WeightNames("gemma3");

    /** Mistral 3: {@code multi_modal_projector.norm}, {@code patch_merger}, {@code linear_1} and {@code linear_2}. */
    public static final WeightNames MISTRAL3 = new WeightNames("mistral3");

    /** Qwen-VL: {@code transformer.visual.attn_pool}, {@code ln_post} and {@code proj}. */
    public static final WeightNames QWEN_VL = new WeightNames("qwen-vl");

    /** OpenFlamingo: {@code perceiver}. */
    public static final WeightNames OPENFLAMINGO = new WeightNames("openflamingo");

    /** Idefics2: {@code model.connector}. */
    public static final WeightNames IDEFICS2 = new WeightNames("idefics2");

    /** ClipCap: {@code clip_project}. */
    public static final WeightNames CLIPCAP = new WeightNames("clipcap");

    /** MAPL: {@code down}, {@code const}, {@code transformer} and {@code up}. */
    public static final WeightNames MAPL = new WeightNames("mapl");

    /** open_clip's CoCa: {@code visual.attn_pool} and {@code visual.ln_post}. */
    public static final WeightNames OPEN_CLIP = new WeightNames("open_clip");

    /** timm: {@code stem} and {@code stages} of a vision network that is trained. */
    public static final WeightNames TIMM = new WeightNames("timm");

    /** A projection saved by itself, {@code projector.state_dict()}: modules numbered from 0, or without a number. */
    public static final WeightNames SEQUENTIAL = new WeightNames("sequential");

    private static final Pattern LAYER = Pattern.compile("\\b(?:(layers?)\\.\\d+|(stages)\\.\\d+\\.\\d+)\\.");

    /** All conventions of the families on the path of this program. */
    public static List<WeightNames> all() {
        return AdapterFamily.all().stream()
                .flatMap(family -> family.conventions().stream())
                .distinct()
                .toList();
    }

    /** The convention of a name such as {@code llava-original}. */
    public static WeightNames of(String name) {
        return all().stream()
                .filter(convention -> convention.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown convention of weight names '" + name + "'; there is " + all()));
    }

    /**
     * The weights of an adapter under the names of this convention.
     *
     * @throws InvalidInputException if the convention has no names for such an adapter
     */
    public Map<String, Tensor> rename(Adapter adapter, Map<String, Tensor> weights) {
        Map<String, String> names = adapter.names(this);
        if (names.isEmpty()) {
            throw new InvalidInputException("the convention '" + this + "' has no names for the weights "
                    + adapter.parameterShapes().keySet() + "; choose one of "
                    + all().stream()
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
        for (WeightNames convention : all()) {
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
        List<Adapter> forms = AdapterFamily.all().stream()
                .flatMap(family -> family.forms().stream())
                .toList();
        return all().stream()
                .filter(convention -> forms.stream()
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
        return name;
    }
}
