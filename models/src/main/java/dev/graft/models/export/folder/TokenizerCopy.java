package dev.graft.models.export.folder;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.backbone.ConfigJson;
import dev.graft.tensors.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The files of a tokenizer, with the token that stands for images among them.
 *
 * @param folder where they are
 * @param place of the copy below the written folder; empty for the folder itself
 * @param image the id of the token for images; empty where it has none
 * @param added whether that token is new
 * @param named whether {@code tokenizer_config.json} calls it the token for images
 * @param chatTemplate what {@code tokenizer_config.json} says of it, as transformers.js wants it; empty for nothing
 */
public record TokenizerCopy(
        Path folder, String place, OptionalInt image, boolean added, boolean named, String chatTemplate) {
    /** The text of the token. */
    public static final String IMAGE = "<image>";

    private static final String VOCABULARY = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    /** What a folder may have beside these two and the vocabularies. */
    private static final List<String> OTHERS = List.of("special_tokens_map.json", "added_tokens.json");

    /** The same with a chat template. */
    public TokenizerCopy withChatTemplate(String template) {
        return new TokenizerCopy(folder, place, image, added, named, template);
    }

    /** The same without the name, for processors that find the token by its text and cannot do with a name. */
    public TokenizerCopy withoutName() {
        return new TokenizerCopy(folder, place, image, added, false, chatTemplate);
    }

    /** Writes the files below a folder. */
    public void write(Path written) {
        try {
            Path target = Files.createDirectories(written.resolve(place));
            byte[] vocabulary = Files.readAllBytes(folder.resolve(VOCABULARY));
            AtomicFiles.write(target.resolve(VOCABULARY), added ? withImage(vocabulary) : vocabulary);
            AtomicFiles.write(target.resolve(CONFIG), config().toPrettyString() + "\n");
            for (String name : Stream.concat(Tokenizer.VOCABULARIES.stream(), OTHERS.stream())
                    .toList()) {
                if (!name.equals(VOCABULARY) && Files.isRegularFile(folder.resolve(name))) {
                    AtomicFiles.write(target.resolve(name), Files.readAllBytes(folder.resolve(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode config() {
        Path file = folder.resolve(CONFIG);
        ObjectNode config = Files.isRegularFile(file)
                ? ConfigJson.read(file)
                : JsonNodeFactory.instance.objectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        config.remove(List.of("chat_template", "processor_class", "name_or_path"));
        if (!chatTemplate.isEmpty()) {
            config.put("chat_template", chatTemplate);
        }
        if (named) {
            ObjectNode extra = config.path("extra_special_tokens") instanceof ObjectNode found
                    ? found
                    : config.putObject("extra_special_tokens");
            extra.put("image_token", IMAGE);
        } else if (config.path("extra_special_tokens") instanceof ObjectNode found) {
            found.remove("image_token");
        }
        if (added && config.path("added_tokens_decoder") instanceof ObjectNode decoder) {
            decoder.set(Integer.toString(image.orElseThrow()), token());
        }
        return config;
    }

    private static ObjectNode token() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("content", IMAGE)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    /** The vocabulary, which has tens of megabytes, is passed on token by token. */
    private byte[] withImage(byte[] vocabulary) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        ByteArrayOutputStream out = new ByteArrayOutputStream(vocabulary.length + 200);
        ObjectNode token = JsonNodeFactory.instance.objectNode().put("id", image.getAsInt());
        token.setAll(token());
        try (JsonParser parser = json.createParser(vocabulary);
                JsonGenerator generator = json.createGenerator(out, JsonEncoding.UTF8)) {
            parser.nextToken();
            generator.writeStartObject();
            boolean written = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                generator.writeFieldName(field);
                boolean array = parser.nextToken() == JsonToken.START_ARRAY;
                if (!field.equals("added_tokens") || !array) {
                    generator.copyCurrentStructure(parser);
                    continue;
                }
                generator.writeStartArray();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    generator.copyCurrentStructure(parser);
                }
                generator.writeTree(token);
                generator.writeEndArray();
                written = true;
            }
            if (!written) {
                generator.writeArrayFieldStart("added_tokens");
                generator.writeTree(token);
                generator.writeEndArray();
            }
            generator.writeEndObject();
        }
        return out.toByteArray();
    }
}
