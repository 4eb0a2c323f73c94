package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random {@code tokenizer.json} files: known parts put together in any order, then changed here and there. */
final class TokenizerMutation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] NORMALIZERS = {
        "null",
        "{'type':'NFC'}",
        "{'type':'NFKD'}",
        "{'type':'Lowercase'}",
        "{'type':'StripAccents'}",
        "{'type':'Nmt'}",
        "{'type':'Strip','strip_left':true,'strip_right':true}",
        "{'type':'Prepend','prepend':'▁'}",
        "{'type':'Replace','pattern':{'String':' '},'content':'▁'}",
        "{'type':'ByteLevel'}",
        "{'type':'Replace','pattern':{'String':'a'},'content':''}",
        "{'type':'Replace','pattern':{'Regex':'\\\\s+'},'content':' '}",
        "{'type':'Replace','pattern':{'Regex':'a|b'},'content':'é'}",
        "{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,'strip_accents':null,'lowercase':true}",
        "{'type':'Precompiled','precompiled_charsmap':'AAQAAAAAAAA='}"
    };
    private static final String[] PRE_TOKENIZERS = {
        "null",
        "{'type':'Whitespace'}",
        "{'type':'WhitespaceSplit'}",
        "{'type':'BertPreTokenizer'}",
        "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
        "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
        "{'type':'Digits','individual_digits':true}",
        "{'type':'Punctuation','behavior':'Isolated'}",
        "{'type':'CharDelimiterSplit','delimiter':'a'}",
        "{'type':'UnicodeScripts'}",
        "{'type':'FixedLength','length':3}",
        "{'type':'Split','pattern':{'String':' '},'behavior':'MergedWithPrevious','invert':false}",
        "{'type':'Split','pattern':{'Regex':'\\\\p{L}+|\\\\s'},'behavior':'Removed','invert':true}"
    };
    private static final String[] PROCESSORS = {
        "null",
        "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
        "{'type':'BertProcessing','sep':['</s>',2],'cls':['<s>',1]}",
        "{'type':'RobertaProcessing','sep':['</s>',2],'cls':['<s>',1],'trim_offsets':true,'add_prefix_space':true}",
        "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],"
                + "'pair':[{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'B','type_id':1}}],"
                + "'special_tokens':{'<s>':{'id':'<s>','ids':[1],'tokens':['<s>']}}}"
    };
    private static final String[] DECODERS = {
        "null",
        "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
        "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
        "{'type':'WordPiece','prefix':'##','cleanup':true}",
        "{'type':'BPEDecoder','suffix':'</w>'}",
        "{'type':'CTC','pad_token':'<pad>','word_delimiter_token':'|','cleanup':true}",
        "{'type':'ByteFallback'}",
        "{'type':'Fuse'}",
        "{'type':'Strip','content':' ','start':1,'stop':0}",
        "{'type':'Replace','pattern':{'String':'▁'},'content':' '}",
        "{'type':'Replace','pattern':{'Regex':'a+'},'content':'b'}"
    };
    private static final String[] MODELS = {
        "{'type':'WordLevel','vocab':{'<unk>':0,'<s>':1,'</s>':2,'a':3,'b':4,'é':5},'unk_token':'<unk>'}",
        "{'type':'WordPiece','unk_token':'<unk>','continuing_subword_prefix':'##','max_input_chars_per_word':100,"
                + "'vocab':{'<unk>':0,'<s>':1,'</s>':2,'a':3,'##b':4,'b':5,'##a':6}}",
        "{'type':'BPE','dropout':null,'unk_token':'<unk>','continuing_subword_prefix':null,'end_of_word_suffix':null,"
                + "'fuse_unk':true,'byte_fallback':true,'ignore_merges':false,'vocab':{'<unk>':0,'<s>':1,'</s>':2,'a':3,'b':4,"
                + "'ab':5,'▁':6,'▁ab':7,'<0x0A>':8,'Ġ':9},'merges':[['a','b'],['▁','ab']]}",
        "{'type':'BPE','vocab':{'<unk>':0,'<s>':1,'</s>':2,'a':3,'##b':4,'ab':5,'b</w>':6},'merges':['a ##b'],"
                + "'unk_token':'<unk>','continuing_subword_prefix':'##','end_of_word_suffix':'</w>','fuse_unk':false}",
        "{'type':'Unigram','unk_id':0,'byte_fallback':true,'vocab':[['<unk>',0.0],['<s>',0.0],['</s>',0.0],['▁',-1.5],"
                + "['a',-2.0],['ab',-3.0],['▁a',-2.5],['<0x41>',-9.0]]}"
    };
    private static final String[] TOKENS = {"<s>", "</s>", "<unk>", "<img>", " ", "\t ", "é", "a", "\u200b", "|", "ab c"
    };
    private static final String[] VALUES = {
        "0",
        "1",
        "-1",
        "2",
        "7",
        "4294967295",
        "18446744073709551615",
        "1e308",
        "-0.0",
        "0.5",
        "null",
        "true",
        "false",
        "''",
        "'a'",
        "' '",
        "'▁'",
        "'é'",
        "'\\u0000'",
        "'<s>'",
        "'B'",
        "'A'",
        "'^'",
        "'$'",
        "'a*'",
        "'(?=a)'",
        "'\\\\b'",
        "'.'",
        "'[^a]*'",
        "'\\\\G'",
        "'(?<!a)'",
        "'AAAA'",
        "[]",
        "{}",
        "[[]]",
        "['a',1]",
        "[1,2]",
        "{'type':'Sequence'}",
        "{'String':''}",
        "{'Regex':'x*'}",
        "{'String':'ab'}",
        "'first'",
        "'never'",
        "'MergedWithNext'",
        "'Contiguous'",
        "'Removed'"
    };

    private final Random random;

    TokenizerMutation(long seed) {
        this.random = new Random(seed);
    }

    byte[] next() throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        root.set("added_tokens", addedTokens());
        root.set("normalizer", some(NORMALIZERS, "normalizers"));
        root.set("pre_tokenizer", some(PRE_TOKENIZERS, "pretokenizers"));
        root.set("post_processor", some(PROCESSORS, "processors"));
        root.set("decoder", some(DECODERS, "decoders"));
        root.set("model", parse(pick(MODELS)));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            change(root);
        }
        return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    }

    private ArrayNode addedTokens() {
        ArrayNode tokens = JSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            ObjectNode token = tokens.addObject();
            token.put("id", random.nextInt(12));
            token.put("content", pick(TOKENS));
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
                token.put(flag, random.nextInt(3) == 0);
            }
        }
        return tokens;
    }

    private JsonNode some(String[] parts, String field) throws JsonProcessingException {
        if (random.nextInt(3) > 0) {
            return parse(pick(parts));
        }
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode list = sequence.putArray(field);
        for (int i = random.nextInt(4); i > 0; i--) {
            JsonNode part = some(parts, field);
            if (!part.isNull()) {
                list.add(part);
            }
        }
        return sequence;
    }

    private void change(ObjectNode root) throws JsonProcessingException {
        List<ContainerNode<?>> places = new ArrayList<>();
        collect(root, places);
        ContainerNode<?> place = places.get(random.nextInt(places.size()));
        if (place.isEmpty()) {
            return;
        }
        int at = random.nextInt(place.size());
        JsonNode value = random.nextInt(4) == 0
                ? places.get(random.nextInt(places.size())).deepCopy()
                : parse(pick(VALUES));
        boolean removes = random.nextInt(6) == 0;
        if (place instanceof ArrayNode array) {
            JsonNode ignored = removes ? array.remove(at) : array.set(at, value);
        } else if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            JsonNode ignored = removes ? object.remove(names.get(at)) : object.set(names.get(at), value);
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> places) {
        if (node instanceof ContainerNode<?> container) {
            places.add(container);
            container.forEach(child -> collect(child, places));
        }
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private static JsonNode parse(String json) throws JsonProcessingException {
        return JSON.readTree(json.replace('\'', '"'));
    }
}
