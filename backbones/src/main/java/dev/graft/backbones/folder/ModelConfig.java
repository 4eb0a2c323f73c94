package dev.graft.backbones.folder;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import dev.graft.tensors.files.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a model's {@code config.json} says, under one name for each fact. Model families call the same number by
 * different names ({@code hidden_size}, {@code n_embd}, {@code d_model}); all of them are known here.
 *
 * <p>Of a model that combines modalities the part that describes the text model is read.
 */
public final class ModelConfig {
    private static final JsonMapper PLAIN = new JsonMapper();

    private final Path file;
    private final JsonNode whole;
    private final JsonNode text;
    private final JsonNode vision;
    private final JsonNode generation;
    private final int mostContext;

    private ModelConfig(Path file, JsonNode whole, JsonNode generation, int mostContext) {
        this.mostContext = mostContext;
        this.file = file;
        this.whole = whole;
        this.text = whole.path("text_config").isObject() ? whole.path("text_config") : whole;
        this.vision = whole.path("vision_config").isObject() ? whole.path("vision_config") : whole;
        this.generation = generation;
    }

    /** Reads {@code config.json}, and {@code generation_config.json} where there is one, of a model folder. */
    public static ModelConfig load(Path folder) {
        OwnFiles.require(folder);
        Path file = folder.resolve("config.json");
        Path generation = folder.resolve("generation_config.json");
        return new ModelConfig(
                file,
                readObject(file),
                Files.isRegularFile(generation) ? readObject(generation) : JsonNodeFactory.instance.objectNode(),
                Integer.MAX_VALUE);
    }

    /** The same but for positions beyond a number, which the export cannot read whatever the model could. */
    public ModelConfig withContext(int positions) {
        return new ModelConfig(file, whole, generation, positions);
    }

    private static JsonNode readObject(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    file, "there is no such file; every Hugging Face model folder has one, download it too");
        }
        JsonNode json = JsonFile.read(file, JsonNode.class);
        if (!json.isObject()) {
            throw new ModelFileException(file, "expected a JSON object");
        }
        return json;
    }

    /** The family of architectures, such as {@code llama} or {@code vit}; empty where the file does not say. */
    public String modelType() {
        return whole.path("model_type").asText("");
    }

    /** Where the model came from, if the file says, otherwise the name of its folder. */
    public String id() {
        String stated = whole.path("_name_or_path").asText("");
        Path folder = file.toAbsolutePath().normalize().getParent();
        return stated.isEmpty() ? String.valueOf(folder.getFileName()) : stated;
    }

    /** The width of the hidden states. */
    public OptionalInt width() {
        return integer(text, "hidden_size", "n_embd", "d_model", "dim", "embed_dim");
    }

    public OptionalInt layers() {
        return integer(text, "num_hidden_layers", "n_layer", "num_layers", "n_layers", "encoder_layers");
    }

    public OptionalInt heads() {
        return integer(text, "num_attention_heads", "n_head", "num_heads", "n_heads", "encoder_attention_heads");
    }

    /** Heads with keys and values of their own, where groups of heads share them. */
    public OptionalInt keyValueHeads() {
        return integer(text, "num_key_value_heads", "num_kv_heads");
    }

    public OptionalInt vocabularySize() {
        return integer(text, "vocab_size");
    }

    /**
     * The most positions that the model can read, an encoder-decoder's of its prompt; empty where there is no limit, as in T5, whose
     * positions are relative.
     */
    public OptionalInt contextLength() {
        OptionalInt read = ContextLength.of(
                textType(),
                text,
                integer(text, "max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"));
        int most = Math.min(read.orElse(Integer.MAX_VALUE), mostContext);
        return most == Integer.MAX_VALUE ? read : OptionalInt.of(most);
    }

    /** The part that describes the vision encoder, read like a whole file. */
    public ModelConfig visionPart() {
        return new ModelConfig(file, vision, generation, mostContext);
    }

    /** What the file says of the vision encoder. */
    public VisionConfig vision() {
        return VisionConfig.of(vision);
    }

    public boolean isEncoderDecoder() {
        return whole.path("is_encoder_decoder").asBoolean(false);
    }

    public OptionalLong bosId() {
        return tokenId("bos_token_id");
    }

    public OptionalLong padId() {
        return tokenId("pad_token_id");
    }

    /** The token that the decoder of an encoder-decoder model starts with. */
    public OptionalLong decoderStartId() {
        return tokenId("decoder_start_token_id");
    }

    /** All tokens that end a text. */
    public List<Long> eosIds() {
        for (JsonNode source : List.of(generation, text, whole)) {
            JsonNode eos = source.path("eos_token_id");
            if (eos.isIntegralNumber()) {
                return List.of(eos.asLong());
            }
            if (eos.isArray()) {
                List<Long> ids = new ArrayList<>();
                eos.forEach(id -> ids.add(id.asLong()));
                return ids;
            }
        }
        return List.of();
    }

    /** What {@code generation_config.json} says of how the model writes, by its names; empty where there is none. */
    public Map<String, Object> generation() {
        return PLAIN.convertValue(generation, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /**
     * Whether the model multiplies its token embeddings by a constant as part of the look-up, so that what it calls
     * {@code inputs_embeds} is already scaled.
     */
    public boolean scalesEmbeddingInLookup() {
        return text.path("scale_embedding").asBoolean(false) || textType().startsWith("gemma");
    }

    private String textType() {
        return text.path("model_type").asText(modelType());
    }

    private OptionalLong tokenId(String key) {
        for (JsonNode source : List.of(generation, text, whole)) {
            if (source.path(key).isIntegralNumber()) {
                return OptionalLong.of(source.path(key).asLong());
            }
        }
        return OptionalLong.empty();
    }

    private OptionalInt integer(JsonNode source, String... names) {
        for (String name : names) {
            JsonNode value = source.path(name);
            if (value.isInt()) {
                return OptionalInt.of(value.asInt());
            }
            if (value.isTextual() || value.isFloatingPointNumber() || value.isObject()) {
                throw new ModelFileException(
                        file, "'" + name + "' should be an integer, found " + JsonFile.shown(value));
            }
        }
        return OptionalInt.empty();
    }
}
