package dev.graft.models.export.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.ConfigJson;
import dev.graft.models.export.folder.EndTexts;
import dev.graft.models.export.folder.ProcessorFiles;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.models.export.template.ChatTemplate;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The files of an ONNX folder besides the graphs: those by which transformers.js finds class, processor and tokenizer. */
record OnnxFolder(Map<String, String> texts, TokenizerCopy tokenizer) {
    static OnnxFolder of(ExportedModel model, TokenizerCopy tokenizer, List<WrittenGraph> graphs) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add("LlavaForConditionalGeneration");
        config.put("model_type", "llava")
                .put("image_token_index", tokenizer.image().orElseThrow())
                .put("image_seq_length", model.description().visualTokens());
        config.set(
                "vision_config",
                ConfigJson.part(ConfigJson.read(model.vision().folder().resolve("config.json")), "vision_config"));
        config.set(
                "text_config",
                ConfigJson.part(ConfigJson.read(model.language().folder().resolve("config.json")), "text_config"));
        ObjectNode js = JsonNodeFactory.instance.objectNode();
        graphs.stream().filter(WrittenGraph::hasDataFile).forEach(graph -> js.put(graph.file(), 1));
        ObjectNode settings = config.putObject("transformers.js_config").put("dtype", "fp32");
        if (!js.isEmpty()) {
            settings.set("use_external_data_format", js);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("config.json", config.toPrettyString() + "\n");
        String template = ChatTemplate.of(
                model.description().prompt(),
                TokenizerCopy.IMAGE,
                EndTexts.of(model).end());
        texts.putAll(ProcessorFiles.of(model, processor(model), template, true));
        return new OnnxFolder(texts, tokenizer.withChatTemplate(template));
    }

    /**
     * The processor repeats the token for images once for each patch of the prepared picture, and so many times more, which
     * makes the number of the adapter's visual tokens.
     */
    private static ObjectNode processor(ExportedModel model) {
        int[] size = ImageProcessor.load(model.preparing())
                .outputSize()
                .orElseThrow(() -> new InvalidInputException(
                        model.preparing(),
                        "prepares pictures of different sizes, and a processor for one size is written; let"
                                + " preprocessor_config.json crop or resize to one"));
        List<Integer> patch = ModelConfig.load(model.vision().folder()).vision().patchSize();
        int side = patch.isEmpty() || !patch.get(0).equals(patch.get(1)) ? Math.max(size[0], size[1]) : patch.get(0);
        int patches = (size[0] / side) * (size[1] / side);
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor_class", "LlavaProcessor")
                .put("image_token", TokenizerCopy.IMAGE)
                .put("patch_size", side)
                .put("num_additional_image_tokens", model.description().visualTokens() - patches);
    }

    /** The tokenizer with a token for images; a new one has no row in the table of embeddings, see {@link EmbeddingGraph}. */
    static TokenizerCopy tokenizer(ExportedModel model) {
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            OptionalLong own = tokenizer.addedTokenId(TokenizerCopy.IMAGE);
            int id = Math.toIntExact(own.orElse(tokenizer.vocabularySize()));
            return new TokenizerCopy(model.language().folder(), "", OptionalInt.of(id), own.isEmpty(), true, "");
        }
    }
}
