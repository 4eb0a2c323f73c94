package dev.graft.models.folder;

import static dev.graft.models.folder.DescriptionJson.number;
import static dev.graft.models.folder.DescriptionJson.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.SeparatedAdapter;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.inspect.BackboneFiles;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The description of a model that answers questions about images: an adapter between a vision encoder and a language model.
 *
 * @param prompt how questions are written for the language model to read
 * @param reading how the language model reads them
 * @param generation how answers are written unless a question says otherwise, by the names of Hugging Face's
 *     {@code generation_config.json}; empty for Graft's own way
 * @param features which features the vision encoder gives
 * @param featureTokens feature vectors of an image, or of each of its tiles
 * @param textTokenizer the SHA-256 of the {@code tokenizer.json} by which the adapter reads texts, as InstructBLIP's does; empty where it
 *     reads none
 * @param layout how the visual tokens of an image's tiles are read
 */
public record VisionLanguageDescription(
        AdapterSpec adapter,
        PromptFormat prompt,
        PromptReading reading,
        Map<String, Object> generation,
        String features,
        int featureTokens,
        String textTokenizer,
        VisualLayout layout,
        BackboneReference vision,
        BackboneReference language)
        implements ModelDescription {
    static final String TYPE = "graft";
    private static final String LAYOUT = "layout";
    private static final String TEXT = "text_tokenizer";
    private static final String SHA256 = "sha256";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A model that reads the visual tokens of its tiles one after the other, and answers in Graft's own way. */
    public VisionLanguageDescription(
            AdapterSpec adapter,
            PromptFormat prompt,
            PromptReading reading,
            String features,
            int featureTokens,
            BackboneReference vision,
            BackboneReference language) {
        this(adapter, prompt, reading, Map.of(), features, featureTokens, "", JoinedLayout.PLAIN, vision, language);
    }

    /**
     * Reads the description of a model folder.
     *
     * @throws ModelFileException if there is none that can be read, or it is of a model that answers nothing
     */
    public static VisionLanguageDescription load(Path folder) {
        return DescriptionJson.load(folder, VisionLanguageDescription.class);
    }

    static VisionLanguageDescription parse(JsonNode json) {
        return new VisionLanguageDescription(
                DescriptionJson.adapter(json),
                PromptJson.read(json),
                PromptJson.reading(json),
                generation(json),
                DescriptionJson.text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                json.path(TEXT).isMissingNode() ? "" : DescriptionJson.text(json, TEXT, SHA256),
                layout(json),
                reference(json, "vision"),
                reference(json, "language"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> generation(JsonNode json) {
        JsonNode said = json.path("generation");
        if (!said.isObject() && !said.isMissingNode()) {
            throw new InvalidInputException("'generation' should be an object, found " + JsonFile.shown(said));
        }
        return said.isMissingNode() ? Map.of() : JSON.convertValue(said, LinkedHashMap.class);
    }

    private static VisualLayout layout(JsonNode json) {
        return json.path("vision").has(LAYOUT)
                ? VisualLayout.of(DescriptionJson.map(json, "vision", LAYOUT))
                : JoinedLayout.PLAIN;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    @Override
    public Purpose purpose() {
        return Purpose.ANSWERING;
    }

    @Override
    public BackboneReference text() {
        return language;
    }

    @Override
    public String textPart() {
        return "language model";
    }

    @Override
    public String textSha256(BackbonePlace place) {
        return BackboneFiles.of(place).sha256();
    }

    /**
     * How answers are written, by the names of {@code generation_config.json}: as this description says, or where it is silent as
     * the language model's own files say; the one or the other.
     *
     * @param language what those files say
     */
    public Map<String, Object> generationOr(Map<String, Object> language) {
        return generation.isEmpty() ? language : generation;
    }

    /** How a question and an answer are written, with {@code {image}}, {@code {question}} and {@code {answer}} in them. */
    @Override
    public Map<String, Object> settings() {
        Conversation<String> example = Conversation.of(PromptTemplate.IMAGE, PromptTemplate.QUESTION);
        AnswerForm answer = prompt.answer(example);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("prompt", prompt.write(example).toString());
        settings.put("answer", answer.before() + PromptTemplate.ANSWER + answer.after());
        if (!layout.equals(JoinedLayout.PLAIN)) {
            settings.put("layout of tiles", layout.toMap().toString());
        }
        return settings;
    }

    @Override
    public Adapter network() {
        Adapter created = adapter.create(vision.width(), featureTokens, language.width());
        return layout.separators() == 0 ? created : new SeparatedAdapter(created, language.width());
    }

    @Override
    public ImageProcessor fitting(ImageProcessor processor) {
        return layout.fitting(processor, this::visualTokens);
    }

    @Override
    public int visualTokens() {
        return network().visualTokens(featureTokens);
    }

    @Override
    public VisionLanguageDescription withVision(BackbonePlace place) {
        return new VisionLanguageDescription(
                adapter,
                prompt,
                reading,
                generation,
                features,
                featureTokens,
                textTokenizer,
                layout,
                vision.at(VISION, place),
                language);
    }

    @Override
    public VisionLanguageDescription withText(BackbonePlace place) {
        return new VisionLanguageDescription(
                adapter,
                prompt,
                reading,
                generation,
                features,
                featureTokens,
                textTokenizer,
                layout,
                vision,
                language.at(textPart(), place));
    }

    /** The same model asked in another format. */
    public VisionLanguageDescription withPrompt(PromptFormat format) {
        return new VisionLanguageDescription(
                adapter, format, reading, generation, features, featureTokens, textTokenizer, layout, vision, language);
    }

    /** The same model with what its adapter reads texts by. */
    public VisionLanguageDescription withTextTokenizer(String sha256) {
        return new VisionLanguageDescription(
                adapter, prompt, reading, generation, features, featureTokens, sha256, layout, vision, language);
    }

    /** The same model with another layout of tiles. */
    public VisionLanguageDescription withLayout(VisualLayout other) {
        return new VisionLanguageDescription(
                adapter, prompt, reading, generation, features, featureTokens, textTokenizer, other, vision, language);
    }

    @Override
    public String advice(Path folder) {
        return "holds a model that answers questions about images; ask it by 'graft ask " + folder
                + " IMAGE QUESTION', or measure it by 'graft eval " + folder + " --data DATA'";
    }

    @Override
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE, this);
        PromptJson.put(json, prompt, reading);
        if (!generation.isEmpty()) {
            json.set("generation", JSON.valueToTree(generation));
        }
        DescriptionJson.putVision(json, this);
        if (!layout.equals(JoinedLayout.PLAIN)) {
            DescriptionJson.put(json, "vision", LAYOUT, layout.toMap());
        }
        DescriptionJson.put(json, "language", language);
        if (!textTokenizer.isEmpty()) {
            json.putObject(TEXT).put(SHA256, textTokenizer);
        }
        return DescriptionJson.text(json);
    }
}
