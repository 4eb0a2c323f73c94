package dev.graft.backbones.tokenizer;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Java reads of a tokenizer before the native library sees it. */
class TokenizerFuzzTest {
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

    @Test
    void files() throws Exception {
        Path name = Path.of("tokenizer.json");
        new Fuzzer(
                        "tokenizer",
                        List.of(ModelFileException.class, InvalidInputException.class),
                        input -> TokenizerFile.read(name, Set.of("<unk>", "a"), input))
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
