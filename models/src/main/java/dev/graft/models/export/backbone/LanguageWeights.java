package dev.graft.models.export.backbone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.inspect.GraphWeights;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language model as transformers publishes it: what its {@code config.json} says, and its weights under the names of its
 * class without a head, such as {@code layers.0.self_attn.q_proj.weight}.
 *
 * @param file the {@code config.json}
 * @param config of the language model alone
 * @param embedding the name of the table of token embeddings among the tensors
 * @param tensors those of the model without its head
 * @param compared how many of the weights are those of its ONNX files, in words
 * @param head {@code weight} and where there is one {@code bias} of the output layer; empty where it shares the table
 */
public record LanguageWeights(
        Path file,
        ObjectNode config,
        String embedding,
        Map<String, StreamedTensor> tensors,
        Map<String, StreamedTensor> head,
        String compared) {
    private static final String PART = "language model";

    /** What the table of token embeddings is called, the more particular name first. */
    private static final List<String> TABLES = List.of(
            "shared.weight",
            "decoder.embed_tokens.weight",
            "embed_tokens.weight",
            "wte.weight",
            "embed_in.weight",
            "word_embeddings.weight");

    private static final List<String> HEADS = List.of("lm_head.", "embed_out.");

    private static final Pattern LAYER = Pattern.compile("^(?:[a-z_]+\\.)*?(?:layers|h|block|blocks)\\.(\\d+)\\.");

    /** What older files keep though it is computed, or twice. */
    private static final String COMPUTED =
            ".*(rotary_emb\\.inv_freq|\\.attn\\.(masked_)?bias|\\.attention\\.(masked_)?bias)|(en|de)coder\\.embed_tokens\\.weight";

    /**
     * Reads what is there of a language model; its weights are read when they are written.
     *
     * @param weights the folder or file that the user names; empty for the model's own folder
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or holds no language model, one of other
     *     layers than {@code config.json} says, or other weights than the ONNX files
     */
    public static LanguageWeights open(BackbonePlace place, Optional<Path> weights) {
        Path file = place.folder().resolve("config.json");
        ObjectNode config = ConfigJson.part(ConfigJson.read(file), "text_config");
        TensorSource source = PublishedWeights.open(PART, weights, place.folder());
        String prefix = PublishedWeights.prefix(source, PART, TABLES);
        String table = TABLES.stream()
                .filter(name -> source.names().contains(prefix + name))
                .findFirst()
                .orElseThrow();
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        Map<String, StreamedTensor> head = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (String name : source.names()) {
            Optional<String> ofHead = ofHead(name);
            if (ofHead.isPresent()) {
                head.put(ofHead.get(), StreamedTensor.of(source, name));
                names.add(name);
            } else if (name.startsWith(prefix)) {
                String own = name.substring(prefix.length());
                if (own.equals(table) || !own.matches(COMPUTED)) {
                    tensors.put(own, StreamedTensor.of(source, name));
                    names.add(name);
                }
            }
        }
        requireLayers(place, source, tensors.keySet());
        String compared =
                GraphWeights.of(List.of(place)).require(PART, source, names).told(PART);
        return new LanguageWeights(file, config, table, tensors, head, compared);
    }

    /** Encoder and decoder have layers of their own; those of a decoder beside an encoder may be fewer. */
    private static void requireLayers(BackbonePlace place, TensorSource source, Set<String> names) {
        OptionalInt expected = ModelConfig.load(place.folder()).layers();
        boolean encoder = names.stream().anyMatch(name -> name.startsWith("encoder."));
        Map<String, Set<String>> found = new LinkedHashMap<>();
        for (String name : names) {
            Matcher layer = LAYER.matcher(name);
            if (layer.find() && !(encoder && name.startsWith("decoder."))) {
                found.computeIfAbsent(name.substring(0, layer.start(1)), prefix -> new HashSet<>())
                        .add(layer.group(1));
            }
        }
        found.forEach((prefix, layers) -> {
            if (expected.isPresent() && layers.size() != expected.getAsInt()) {
                throw new ModelFileException(
                        source.path(),
                        "holds " + layers.size() + " layers '" + prefix + "*' of a language model, and ["
                                + place.folder().resolve("config.json") + "] says " + expected.getAsInt()
                                + "; these are the weights of another");
            }
        });
    }

    private static Optional<String> ofHead(String name) {
        return HEADS.stream()
                .filter(head -> name.startsWith(head) || name.contains("." + head))
                .map(head -> name.substring(name.indexOf(head) + head.length()))
                .findFirst();
    }

    /** What {@code config.json} calls the architecture. */
    public String modelType() {
        return config.path("model_type").asText("");
    }

    /** The tokens that the table of embeddings has rows for. */
    public int rows() {
        return Math.toIntExact(tensors.get(embedding).shape()[0]);
    }

    /** The type of the weights. */
    public ElementType type() {
        return tensors.get(embedding).type();
    }

    /** What stands before the names in the class with a head: {@code model.} for most. */
    public String prefix() {
        return switch (modelType()) {
            case "t5", "mt5", "umt5" -> "";
            case "gpt2", "gptj", "gpt_neo", "codegen", "falcon", "bloom", "mpt" -> "transformer.";
            case "gpt_neox" -> "gpt_neox.";
            default -> "model.";
        };
    }

    /** What the output layer is called in the class with a head. */
    public String headName() {
        return modelType().equals("gpt_neox") ? "embed_out." : "lm_head.";
    }

    /** The same with room for more tokens: rows that are the mean of those there are, which are never the likeliest. */
    public LanguageWeights withRows(int count) {
        Map<String, StreamedTensor> grown = new LinkedHashMap<>(tensors);
        grown.computeIfPresent(embedding, (name, table) -> GrownRows.of(table, count));
        Map<String, StreamedTensor> grownHead = new LinkedHashMap<>(head);
        grownHead.replaceAll((name, tensor) -> GrownRows.of(tensor, count));
        ObjectNode changed = config.deepCopy().put("vocab_size", count);
        return new LanguageWeights(file, changed, embedding, grown, grownHead, compared);
    }
}
