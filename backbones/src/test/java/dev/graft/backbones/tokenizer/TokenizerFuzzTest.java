package dev.graft.backbones.tokenizer;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Java reads of a tokenizer before the native library sees it. */
class TokenizerFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);
    private static final List<String> BESIDE =
            List.of("tokenizer_config.json", "special_tokens_map.json", "generation_config.json");

    private static final String VOCABULARY = "{\"model\": {\"vocab\": {\"a\": 0}}}";
    private static final String WORDS = """
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<unk>","single_word":false,\
            "lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":{"type":"Sequence","normalizers":[\
            {"type":"Prepend","prepend":"_"},{"type":"Replace","pattern":{"String":" "},"content":"_"},\
            {"type":"Precompiled","precompiled_charsmap":"AAAAAA=="}]},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\\\s+"},\
            "behavior":"Isolated","invert":false},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":\
            "<unk>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":\
            {"id":"B","type_id":1}}],"special_tokens":{"<unk>":{"id":"<unk>","ids":[0],"tokens":["<unk>"]}}},"decoder":{"type":\
            "ByteLevel"},"model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,\
            "end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"vocab":{"<unk>":0,"a":1,"b":2,"ab":3},"merges":["a b"]}}
            """;

    /** What lies beside: names and ids of special tokens. */
    @Test
    void configurations() throws Exception {
        MemoryFolder files = new MemoryFolder();
        TokenizerFile vocabulary =
                TokenizerFile.read(Path.of("tokenizer.json"), Set.of("a"), VOCABULARY.getBytes(StandardCharsets.UTF_8));
        new Fuzzer("tokenizer-config", REFUSALS, input -> {
                    for (String name : BESIDE) {
                        files.of(name, input);
                    }
                    TokenizerConfig config = TokenizerConfig.read(files.folder());
                    config.cleansUpSpaces();
                    for (String token : List.of("bos_token", "eos_token", "pad_token")) {
                        config.token(token);
                        config.id(token, vocabulary);
                    }
                })
                .seed("""
                        {"added_tokens_decoder": {"3": {"content": "<s>", "special": true}}, "bos_token": "<s>", "eos_token":
                        {"content": "a"}, "pad_token": "b", "pad_token_id": [7], "clean_up_tokenization_spaces": false}
                        """.getBytes(StandardCharsets.UTF_8))
                .words("bos_token_id", "eos_token_id", "content", "added_tokens_decoder")
                .run();
    }

    @Test
    void files() throws Exception {
        Path name = Path.of("tokenizer.json");
        new Fuzzer("tokenizer", REFUSALS, input -> TokenizerFile.read(name, Set.of("<unk>", "a"), input))
                .seed(WORDS.getBytes(StandardCharsets.UTF_8))
                .seed(WORDS.replace("\"BPE\"", "\"WordPiece\"")
                        .replace("null,\"end_of", "\"##\",\"end_of")
                        .getBytes(StandardCharsets.UTF_8))
                .words(
                        "Unigram",
                        "WordLevel",
                        "Metaspace",
                        "Lowercase",
                        "NFKC",
                        "Strip",
                        "Fuse",
                        "ByteFallback",
                        "RobertaProcessing",
                        "BertProcessing",
                        "cls",
                        "sep",
                        "Digits",
                        "Punctuation",
                        "ignore_merges",
                        "WordPiece",
                        "prefix")
                .run();
    }
}
