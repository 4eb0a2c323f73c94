package dev.graft.models.published;

import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What lies beside the backbones fits what the checkpoint was trained with, or the import is refused. */
class CheckpointPartsTest extends CheckpointImportTrial {
    /** The language model's folder may have the text-only model's tokenizer, without the tokens that the checkpoint's turns begin with. */
    @Test
    void theTokenizerBesideTheLanguageModelWritesPromptsInTheTokensOfTheCheckpoint() throws IOException {
        checkpoint("{\"model_type\": \"llava\"}");
        write("chat_template.jinja", TEMPLATE);
        Path language = SharedData.path("backbones/stories260k");
        String tokenizer = Files.readString(language.resolve("tokenizer.json"));
        String turn = "{\"id\": 512, \"content\": \"<|turn|>\", \"single_word\": false, \"lstrip\": false,"
                + " \"rstrip\": false, \"normalized\": false, \"special\": true}";
        write("tokenizer.json", tokenizer.replaceFirst("\"added_tokens\": *\\[", "$0" + turn + ","));
        read();
        write("chat_template.jinja", "<|turn|>" + TEMPLATE);
        assertRefused("tokenizer.json] expected what is asked in the tokens of the checkpoint, ... [512, ");
        assertRefused("copy tokenizer.json and tokenizer_config.json from " + folder);
        write("tokenizer.json", tokenizer);
        read();
        Files.delete(folder.resolve("tokenizer.json"));
        write("tokenizer_config.json", "{\"added_tokens_decoder\": {\"2\": {\"content\": \"</s>\"}}}");
        write("added_tokens.json", "{\"<|other|>\": 513}");
        read();
        write("added_tokens.json", "{\"<|turn|>\": 512}");
        assertRefused("expected the checkpoint's added token '<|turn|>' with id 512, found none");
    }

    /** It would be noticed at the first picture that is no square. */
    @Test
    void picturesOfManyShapesAreRefusedForAnEncoderOfOneSize() {
        checkpoint("{\"model_type\": \"llava\"}");
        write("preprocessor_config.json", "{\"size\": {\"shortest_edge\": 32}, \"do_center_crop\": false}");
        assertRefused("preprocessor_config.json makes them of many sizes");
        write("preprocessor_config.json", "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": 32}");
        read();
    }
}
