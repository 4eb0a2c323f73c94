package dev.graft.eval.caption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what the official program gives. */
class CaptionMetricsTest {
    private static final String CIDER = "fixtures/metrics/cider-abstract50s/";
    private static final Pattern WORD = Pattern.compile("[a-z0-9']+");
    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @CsvSource({"B, all48, 48", "B, first5, 5", "C, all48, 48", "C, first5, 5"})
    void abstract50s(String candidates, String key, int references) throws IOException {
        JsonNode golden = json(CIDER + "golden_cands" + candidates + ".json");
        Map<String, TokenisedCaption> captions = captions(candidates, references, CaptionMetricsTest::fixtureWords);
        assertEquals(golden.get("images").intValue(), captions.size());
        assertScores(golden.get(key), List.copyOf(captions.values()), EXACT);
    }

    @ParameterizedTest
    @CsvSource({"B", "C"})
    void abstract50sImageByImage(String candidates) throws IOException {
        JsonNode each = json(CIDER + "golden_cands" + candidates + ".json").get("cider_each");
        Map<String, TokenisedCaption> captions = captions(candidates, 48, CaptionMetricsTest::fixtureWords);
        double[] scores = CiderD.of(List.copyOf(captions.values()));
        assertEquals(each.size(), scores.length);
        int i = 0;
        for (String image : captions.keySet()) {
            assertEquals(each.get(image).doubleValue(), scores[i++], EXACT, image);
        }
    }

    /** The whole way from text: Stanford's tokeniser 3.4.1 and pycocoevalcap, on the first five references. */
    @Test
    void abstract50sFromText() throws IOException {
        JsonNode expected = new ObjectMapper().readTree("""
                {"Bleu_1": 0.6276747503563349, "Bleu_2": 0.42939189146099055, "Bleu_3": 0.29741744235541406,
                 "Bleu_4": 0.20454321636895, "ROUGE_L": 0.4681081692082423, "CIDEr": 0.5851961912728217}
                """);
        assertScores(expected, List.copyOf(captions("B", 5, CaptionTokens::of).values()), EXACT);
    }

    @Test
    void nlgEval() throws IOException {
        JsonNode golden = json("fixtures/metrics/nlg-eval/golden.json");
        JsonNode corpus = golden.get("corpus");
        List<TokenisedCaption> captions = new ArrayList<>();
        for (int i = 0; i < corpus.get("hyp").size(); i++) {
            captions.add(TokenisedCaption.of(
                    corpus.get("hyp").get(i).textValue(),
                    texts(corpus.get("refs").get(i))));
        }
        assertScores(corpus.get("expected"), captions, 5e-6);
        JsonNode single = golden.get("single");
        assertScores(
                single.get("expected"),
                List.of(TokenisedCaption.of(single.get("hyp").textValue(), texts(single.get("refs")))),
                5e-6);
    }

    @Test
    void emptyCaptionsScoreNothing() {
        List<TokenisedCaption> captions = List.of(
                TokenisedCaption.of("", List.of("a dog", "two dogs")), TokenisedCaption.of("?", List.of("a red cat")));
        assertEquals(0, Bleu.of(captions)[0], EXACT);
        assertEquals(0, RougeL.of(captions.get(0)));
        assertEquals(0, Arrays.stream(CiderD.of(captions)).sum());
        assertThrows(IllegalArgumentException.class, () -> TokenisedCaption.of("a dog", List.of()));
    }

    private static void assertScores(JsonNode expected, List<TokenisedCaption> captions, double tolerance) {
        double[] bleu = Bleu.of(captions);
        for (int n = 1; n <= Bleu.ORDER; n++) {
            String name = "Bleu_" + n;
            assertEquals(expected.get(name).doubleValue(), bleu[n - 1], tolerance, name);
        }
        double rouge = captions.stream().mapToDouble(RougeL::of).average().orElseThrow();
        assertEquals(expected.get("ROUGE_L").doubleValue(), rouge, tolerance, "ROUGE_L");
        double cider = Arrays.stream(CiderD.of(captions)).average().orElseThrow();
        assertEquals(expected.get("CIDEr").doubleValue(), cider, tolerance, "CIDEr");
    }

    /** By image, in the order of their names; of several candidates for an image the first. */
    private static Map<String, TokenisedCaption> captions(
            String candidates, int references, Function<String, List<String>> words) throws IOException {
        Map<String, List<List<String>>> humans = new TreeMap<>();
        for (JsonNode human : json(CIDER + "data/abstract48S.json")) {
            humans.computeIfAbsent(human.get("image_id").textValue(), image -> new ArrayList<>())
                    .add(words.apply(human.get("caption").textValue()));
        }
        Map<String, TokenisedCaption> captions = new TreeMap<>();
        for (JsonNode candidate : json(CIDER + "data/abstract_cands" + candidates + ".json")) {
            String image = candidate.get("image_id").textValue();
            List<String> caption = words.apply(candidate.get("caption").textValue());
            captions.putIfAbsent(
                    image, new TokenisedCaption(caption, humans.get(image).subList(0, references)));
        }
        return captions;
    }

    /** The fixture's own simple words, so that the formulae are checked apart from the tokeniser. */
    private static List<String> fixtureWords(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(SharedData.path(file).toFile());
    }
}
