package dev.graft.backbones.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file is taken of folders laid out as Optimum, Transformers.js and sentence-transformers lay them out. */
class OnnxFilesTest {
    private static final List<String> DECODERS = List.of("decoder_model_merged", "model", "decoder_model");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "onnx/model.onnx onnx/model_fp16.onnx onnx/model_q4.onnx, '', onnx/model.onnx",
        "onnx/model_q4.onnx onnx/model_quantized.onnx onnx/model_fp16.onnx, '', onnx/model_fp16.onnx",
        "onnx/model_q4f16.onnx onnx/model_bnb4.onnx onnx/model_uint8.onnx, '', onnx/model_uint8.onnx",
        "onnx/model_fp16.onnx model.onnx, '', model.onnx",
        "onnx/decoder_model_merged.onnx onnx/model.onnx, '', onnx/decoder_model_merged.onnx",
        "onnx/decoder_model_merged_q4.onnx onnx/model.onnx, '', onnx/model.onnx",
        "onnx/decoder_with_past_model.onnx onnx/decoder_model.onnx, '', onnx/decoder_model.onnx",
        "onnx/model_qint8_avx512.onnx, '', onnx/model_qint8_avx512.onnx",
        "gpt.onnx, '', gpt.onnx",
        "onnx/model.onnx onnx/model_q4.onnx, q4, onnx/model_q4.onnx",
        "onnx/model.onnx onnx/model_q4f16.onnx, fp32, onnx/model.onnx",
        "onnx/model_fp32.onnx onnx/model.onnx, fp32, onnx/model_fp32.onnx",
        "onnx/model.onnx onnx/model_quantized.onnx, q8, onnx/model_quantized.onnx",
        "onnx/model.onnx onnx/decoder_model_merged_q4.onnx, q4, onnx/decoder_model_merged_q4.onnx",
        "onnx/model.onnx onnx/model_O4.onnx, O4, onnx/model_O4.onnx"
    })
    void theMostExactFileIsTakenUnlessAnotherIsNamed(String files, String variant, String expected) throws IOException {
        write(files.split(" "));
        assertEquals(folder.resolve(expected), files(variant).model("language model", DECODERS));
    }

    @Test
    void partsOfOneModelHaveTheSameSuffix() throws IOException {
        write(
                "onnx/embed_tokens.onnx",
                "onnx/embed_tokens_q4.onnx",
                "onnx/decoder_model_merged_q4.onnx",
                "onnx/vision_encoder_fp16.onnx");
        Path decoder = files("q4").model("language model", DECODERS);
        assertEquals(
                folder.resolve("onnx/embed_tokens_q4.onnx"),
                files("").requireBeside("token embedding", decoder, List.of("embed_tokens")));
        Path vision = files("").model("vision encoder", List.of("vision_encoder"));
        assertEquals(
                folder.resolve("onnx/embed_tokens.onnx"),
                files("").requireBeside("token embedding", vision, List.of("embed_tokens")));
        assertEquals(List.of("fp32"), OnnxFiles.otherVariants(folder.resolve("onnx/embed_tokens_q4.onnx")));
    }

    @Test
    void aSuffixThatIsNotThereIsAnErrorWithThoseThatAre() throws IOException {
        write("onnx/model.onnx", "onnx/model_fp16.onnx", "onnx/vision_encoder_q4.onnx");
        String message = refusal("q4");
        assertTrue(message.contains("no language model with the suffix 'q4' found; there is fp32, fp16"), message);
        assertTrue(message.contains(Path.of("onnx", "model_fp16.onnx").toString()), message);
    }

    @Test
    void severalFilesWithSuffixesThatNobodyKnowsLeaveTheChoiceToTheUser() throws IOException {
        write("onnx/model_O1.onnx", "onnx/model_O4.onnx");
        String message = refusal("");
        assertTrue(message.contains("several files may hold the language model") && message.contains("O4"), message);
    }

    @Test
    void whatWasChosenIsSaidWhereThereWasAChoice() throws IOException {
        write(
                "onnx/model.onnx",
                "vision/model_q4.onnx",
                "both/model.onnx",
                "both/model_fp16.onnx",
                "both/model_q4.onnx");
        assertEquals(Optional.empty(), OnnxFiles.choice("language model", List.of(folder.resolve("onnx/model.onnx"))));
        assertEquals(
                Optional.of("vision encoder: model_q4.onnx of " + folder.resolve("vision")),
                OnnxFiles.choice("vision encoder", List.of(folder.resolve("vision/model_q4.onnx"))));
        assertEquals(
                Optional.of("language model: model.onnx of " + folder.resolve("both")
                        + "; there is also fp16, q4, taken by FOLDER:fp16"),
                OnnxFiles.choice(
                        "language model",
                        List.of(folder.resolve("both/model.onnx"), folder.resolve("both/model.onnx_data"))));
    }

    @Test
    void aFileIsTakenAsItIsNamed() throws IOException {
        write("onnx/model.onnx", "onnx/other.onnx", "config.json");
        OnnxFiles files = new OnnxFiles(BackbonePlace.of(folder.resolve("onnx/other.onnx")));
        assertEquals(folder.resolve("onnx/other.onnx"), files.model("language model", DECODERS));
        OnnxFiles gone = new OnnxFiles(BackbonePlace.of(folder).withFile(Path.of("onnx/gone.onnx")));
        String message = assertThrows(ModelFileException.class, () -> gone.model("language model", DECODERS))
                .getMessage();
        assertTrue(message.contains("no such model file") && message.contains("other.onnx"), message);
    }

    private OnnxFiles files(String variant) {
        return new OnnxFiles(BackbonePlace.of(folder).withVariant(variant));
    }

    private String refusal(String variant) {
        return assertThrows(ModelFileException.class, () -> files(variant).model("language model", DECODERS))
                .getMessage();
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }
}
