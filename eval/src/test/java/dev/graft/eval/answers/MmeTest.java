package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MmeTest {
    private final Mme mme = new Mme();

    private static Sample sample(String category, String image, String answer) {
        return Sample.of(
                image,
                Optional.of(ImageRef.in(Path.of("."), image)),
                "Is it there? Please answer yes or no.",
                List.of(answer),
                Optional.of(category),
                Optional.empty(),
                1);
    }

    /** Scores of answers of our own by lmms-eval's task mme at 75571cfe. */
    @Test
    void agreesWithThePublishedProgram() throws Exception {
        List<Sample> samples = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        try (InputStream golden = getClass().getResourceAsStream("mme.jsonl")) {
            var lines = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(golden);
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                samples.add(sample(
                        line.get("category").textValue(),
                        line.get("image").textValue(),
                        line.get("answer").textValue()));
                answers.add(line.get("prediction").textValue());
                right.add(line.get("score").doubleValue());
            }
        }
        mme.check(samples);
        Map<String, Measurement> scores = mme.evaluate(samples, answers);
        assertEquals(118.66359447004609, 100 * scores.get("mme_perception").value(), 1e-9);
        assertEquals(28.57142857142857, 100 * scores.get("mme_cognition").value(), 1e-9);
        for (int i = 0; i < right.size(); i++) {
            assertEquals(right.get(i), scores.get("mme_accuracy").score(i), answers.get(i));
        }
        assertTrue(answers.size() > 100 && right.contains(0.0) && right.contains(1.0));
    }

    @Test
    void ofNoQuestionAboutAKindThereIsNoScore() {
        List<Sample> samples = List.of(sample("OCR", "1.png", "yes"), sample("OCR", "1.png", "no"));
        assertEquals(
                List.of("mme_perception", "mme_accuracy"),
                List.copyOf(mme.evaluate(samples, List.of("yes", "no")).keySet()));
        assertEquals(
                2,
                mme.evaluate(samples, List.of("yes", "no"))
                        .get("mme_perception")
                        .value(),
                "200 of 200");
    }

    @Test
    void whatIsNoMmeIsRefused() {
        Sample yes = sample("OCR", "1.png", "yes");
        refused("found 1 about 1.png in the category 'OCR'", yes);
        refused("found the category 'people'", sample("people", "1.png", "yes"), sample("people", "1.png", "no"));
        refused("and \"maybe\"", yes, sample("OCR", "1.png", "maybe"));
    }

    private void refused(String what, Sample... samples) {
        String message = assertThrows(InvalidInputException.class, () -> mme.check(List.of(samples)))
                .getMessage();
        assertTrue(message.contains(what), message);
    }

    /** VizWiz' annotations are lists of columns as others are. */
    @Test
    void vizWizIsToldByItsImages() {
        EvalAiAccuracy evalAi = new EvalAiAccuracy();
        assertTrue(evalAi.suits(List.of(sample("", "VizWiz_val_00000028.jpg", "a"))));
        assertFalse(evalAi.suits(List.of(sample("", "VizWiz_val_00000028.jpg", "a"), sample("", "1.jpg", "a"))));
    }
}
