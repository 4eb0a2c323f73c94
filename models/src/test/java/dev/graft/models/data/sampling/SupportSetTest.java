package dev.graft.models.data.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportSetTest {
    private static final int IMAGES = 6;

    @TempDir
    private Path folder;

    private final List<Sample> samples = new ArrayList<>();

    @BeforeEach
    void writeSamples() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            Files.write(folder.resolve(i + ".png"), new byte[] {1});
            for (String question : List.of("color?", "shape?")) {
                samples.add(Sample.of(i + question, image(i), question, List.of("answer" + i)));
            }
        }
    }

    private ImageRef image(int number) {
        return ImageRef.in(folder, number + ".png");
    }

    private static List<String> images(List<Exchange<ImageRef>> shots) {
        return shots.stream()
                .map(shot -> shot.question().images().get(0).name())
                .toList();
    }

    @Test
    void imagesAreDifferentAndNotTheQuestionsOwn() {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SupportSet support = new SupportSet(samples, 4, 1, seed);
            for (Sample query : samples) {
                List<String> drawn = images(support.drawFor(query, List.of(image(0))));
                assertEquals(4, new HashSet<>(drawn).size(), drawn.toString());
                assertTrue(!drawn.contains(query.requireImage().name()) && !drawn.contains("0.png"), drawn.toString());
                seen.addAll(drawn);
            }
        }
        assertEquals(new TreeSet<>(List.of("1.png", "2.png", "3.png", "4.png", "5.png")), new TreeSet<>(seen));
    }

    @Test
    void drawnBySeedAndQuestionAlone() {
        SupportSet one = new SupportSet(samples, 4, 1, 3);
        SupportSet same = new SupportSet(samples, 4, 1, 3);
        one.drawFor(samples.get(7), List.of());
        assertEquals(one.drawFor(samples.get(2), List.of()), same.drawFor(samples.get(2), List.of()));
        assertNotEquals(one.drawFor(samples.get(2), List.of()), one.drawFor(samples.get(3), List.of()));
        assertNotEquals(
                one.drawFor(samples.get(2), List.of()),
                new SupportSet(samples, 4, 1, 4).drawFor(samples.get(2), List.of()));
    }

    @Test
    void examplesAreRepeatedAsOftenAsAsked() {
        List<Exchange<ImageRef>> shots = new SupportSet(samples, 2, 3, 1).drawFor(samples.get(0), List.of());
        assertEquals(6, shots.size());
        Set<Exchange<ImageRef>> distinct = new HashSet<>(shots);
        assertEquals(2, distinct.size());
        distinct.forEach(
                shot -> assertEquals(3, shots.stream().filter(shot::equals).count()));
    }

    @Test
    void promptIsTheExamplesThenTheQuestion() {
        Sample query = samples.get(0);
        List<Exchange<ImageRef>> shots = new SupportSet(samples, 2, 1, 1).drawFor(query, List.of());
        String expected = "Answer.";
        for (Exchange<ImageRef> shot : shots) {
            expected += "{image}Question: " + shot.question().words() + " Answer: answer"
                    + shot.question().images().get(0).name().charAt(0);
        }
        expected += "{image}Question: color? Answer:";
        assertEquals(
                expected,
                PromptTemplate.DEFAULT
                        .write(query.conversation(0).after(shots).withInstruction("Answer."))
                        .toString());
    }

    @Test
    void tooFewImagesAreRefused() {
        assertThrows(InvalidInputException.class, () -> new SupportSet(samples, IMAGES + 1, 1, 0));
        SupportSet all = new SupportSet(samples, IMAGES, 1, 0);
        String message = assertThrows(InvalidInputException.class, () -> all.drawFor(samples.get(0), List.of()))
                .getMessage();
        assertTrue(message.contains("6 shots") && message.contains("has 5"), message);
    }
}
