package dev.graft.world.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.Checksums;
import dev.graft.world.texts.QuestionType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldFolderTest {
    private static final WorldOptions OPTIONS = new WorldOptions(600, 200, 400, 64, 5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Path world;
    private static WorldReport report;

    @BeforeAll
    static void write() {
        world = folder.resolve("world");
        report = OPTIONS.write(world);
    }

    /** From the text of each question and the numbers in scenes.jsonl alone, by other rules than those that made it. */
    @ParameterizedTest
    @EnumSource(WorldSplit.class)
    void answersAreRight(WorldSplit split) throws IOException {
        Map<String, List<Thing>> scenes = scenes(split);
        List<Sample> questions = samples(split, "questions.jsonl");
        assertTrue(questions.size() > 5.5 * OPTIONS.images(split), questions.size() + " questions");
        for (Sample question : questions) {
            List<Thing> things = scenes.get(question.requireImage().name());
            assertEquals(new Reader(things).answer(question.question()), question.target(), question::toString);
        }
        assertEquals(
                QuestionType.values().length,
                questions.stream()
                        .map(question -> question.questionType().orElseThrow())
                        .distinct()
                        .count());
    }

    @Test
    void captionsNameWhatIsThere() throws IOException {
        Map<String, List<Thing>> scenes = scenes(WorldSplit.TRAIN);
        List<Sample> captions = samples(WorldSplit.TRAIN, "captions.jsonl");
        assertEquals(2 * OPTIONS.images(), captions.size());
        for (Sample caption : captions) {
            Set<String> expected = new HashSet<>();
            Set<String> found = new HashSet<>();
            List<Thing> things = scenes.get(caption.requireImage().name());
            List<Thing> told = Thing.in(caption.target());
            assertEquals(things.size(), told.size(), caption.target());
            boolean places = told.get(0).x() >= 0;
            boolean sizes = told.get(0).size() != null;
            things.forEach(thing -> expected.add(words(thing, sizes, places)));
            told.forEach(thing -> found.add(words(thing, sizes, places)));
            assertEquals(expected, found, caption.target());
        }
    }

    private static String words(Thing thing, boolean size, boolean place) {
        return (size ? thing.size() + " " : "") + thing.color() + " " + thing.shape() + (place ? thing.place() : "");
    }

    /** A reader who knows the description alone can answer what is asked about it. */
    @Test
    void readingsCanBeAnswered() throws IOException {
        int answered = 0;
        for (String line : Files.readAllLines(world.resolve("texts.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            List<String> lines = record.get("text").asText().lines().toList();
            assertEquals(record.get("kind").asText().equals("reading"), lines.size() > 1, line);
            List<Thing> things = Thing.in(lines.get(0));
            assertFalse(things.isEmpty(), line);
            for (String asked : lines.subList(1, lines.size())) {
                Matcher pair = Pattern.compile("Question: (.*) Answer: (.*)").matcher(asked);
                assertTrue(pair.matches(), asked);
                assertEquals(new Reader(things).answer(pair.group(1)), pair.group(2), line);
                answered++;
            }
        }
        assertTrue(answered > 2 * OPTIONS.texts(), answered + " answers");
    }

    @Test
    void boxesAreThoseOfTheObjects() throws IOException {
        Map<String, JsonNode> scenes = new HashMap<>();
        for (String line : Files.readAllLines(world.resolve("train/scenes.jsonl"))) {
            JsonNode scene = JSON.readTree(line);
            scenes.put(scene.get("image").asText(), scene);
        }
        Pattern form = Pattern.compile("<ref>the (.*)</ref><box>\\((\\d+),(\\d+)\\),\\((\\d+),(\\d+)\\)</box>");
        for (Sample sample : samples(WorldSplit.TRAIN, "grounding.jsonl")) {
            JsonNode scene = scenes.get(sample.requireImage().name());
            Matcher box = form.matcher(sample.target());
            assertTrue(box.matches(), sample.target());
            assertEquals("where is the box around the " + box.group(1) + "?", sample.question());
            List<Thing> things = Thing.in(scene, OPTIONS.side());
            Thing meant = things.stream()
                    .filter(thing -> thing.fits(box.group(1)))
                    .findFirst()
                    .orElseThrow();
            JsonNode expected = scene.get("objects").get(things.indexOf(meant)).get("box");
            for (int i = 0; i < 4; i++) {
                int coordinate = Integer.parseInt(box.group(2 + i));
                assertEquals(expected.get(i).asDouble(), coordinate * OPTIONS.side() / 1000.0, 0.08, sample.target());
                assertTrue(coordinate < 1000, sample.target());
            }
        }
    }

    @Test
    void withheldPairsAreInOneSplitOnly() throws IOException {
        for (WorldSplit split : WorldSplit.values()) {
            for (List<Thing> things : scenes(split).values()) {
                boolean withheld = things.stream()
                        .anyMatch(thing -> WorldReport.withheld().contains(thing.color() + " " + thing.shape()));
                assertEquals(split == WorldSplit.COMBINATIONS, withheld, things::toString);
            }
            boolean train = split != WorldSplit.COMBINATIONS;
            for (Sample question : samples(split, "questions.jsonl")) {
                boolean asks = WorldReport.withheld().stream()
                        .anyMatch(pair -> question.question().matches(".*\\b" + pair + "(e?s)?\\b.*"));
                assertFalse(train && asks, question.question());
            }
        }
        assertEquals(8, WorldReport.withheld().size());
    }

    @Test
    void imagesAreUnlikeEachOther() throws IOException {
        Set<String> images = new HashSet<>();
        int count = 0;
        for (WorldSplit split : WorldSplit.values()) {
            try (Stream<Path> files = Files.list(world.resolve(split + "/images"))) {
                for (Path file : files.toList()) {
                    images.add(HexFormat.of().formatHex(sha256(Files.readAllBytes(file))));
                    count++;
                }
            }
            for (String file : List.of("questions.jsonl", "captions.jsonl", "grounding.jsonl")) {
                assertEquals(
                        0,
                        Dataset.open(world.resolve(split.toString()).resolve(file))
                                .validate(5)
                                .problems());
            }
        }
        assertEquals(OPTIONS.images() + 2 * OPTIONS.testImages(), count);
        assertEquals(count, images.size());
    }

    @Test
    void theQuestionAlonePredictsLittle() {
        for (BlindReport blind :
                List.of(report.blind().get(WorldSplit.TEST), report.blind().get(WorldSplit.COMBINATIONS))) {
            assertTrue(blind.accuracy() < 0.4, "blind " + blind.accuracy());
            for (QuestionType type : QuestionType.values()) {
                double limit = type.answers() == 2 ? 0.62 : 0.4;
                assertTrue(blind.accuracy(type) < limit, type + " " + blind.accuracy(type));
                assertTrue(
                        blind.commonest().get(type) < limit * blind.questions().get(type),
                        type + " " + blind.commonest());
            }
        }
    }

    @Test
    void theSameOnEveryMachineAndAnyNumberOfCores() throws Exception {
        WorldOptions small = new WorldOptions(40, 12, 25, 64, 3);
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        ForkJoinPool alone = new ForkJoinPool(1);
        alone.submit(() -> small.write(one)).get();
        alone.shutdown();
        small.write(other);
        assertEquals(fingerprint(one), fingerprint(other));
        assertEquals("d43dfb07edd86439", fingerprint(one));
        small.write(folder.resolve("again"));
        new WorldOptions(40, 12, 25, 64, 4).write(folder.resolve("seed"));
        assertFalse(fingerprint(one).equals(fingerprint(folder.resolve("seed"))));
    }

    @Test
    void writesIntoANewFolderOrNotAtAll() throws IOException {
        IllegalArgumentException refused = assertThrows(InvalidInputException.class, () -> OPTIONS.write(world));
        assertTrue(refused.getMessage().contains("is not empty"), refused.getMessage());
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThrows(java.io.UncheckedIOException.class, () -> OPTIONS.write(file.resolve("below")));
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    entries.filter(entry -> entry.getFileName().toString().startsWith("."))
                            .toList());
        }
        assertThrows(InvalidInputException.class, () -> new WorldOptions(10, 10, 10, 8, 0));
        assertThrows(InvalidInputException.class, () -> new WorldOptions(0, 10, 10, 64, 0));
    }

    private static List<Sample> samples(WorldSplit split, String file) {
        try (Stream<Sample> samples =
                Dataset.open(world.resolve(split.toString()).resolve(file)).samples()) {
            return samples.toList();
        }
    }

    private static Map<String, List<Thing>> scenes(WorldSplit split) throws IOException {
        Map<String, List<Thing>> scenes = new HashMap<>();
        for (String line : Files.readAllLines(world.resolve(split + "/scenes.jsonl"))) {
            JsonNode scene = JSON.readTree(line);
            scenes.put(scene.get("image").asText(), Thing.in(scene, OPTIONS.side()));
        }
        return scenes;
    }

    /** Of every file's name and content; of an image's pixels, since the platform's zlib decides how they are packed. */
    private static String fingerprint(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            // The checksums are of the files as they were compressed, and differ between Java's versions.
            files = new ArrayList<>(walk.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(Checksums.FILE))
                    .sorted()
                    .toList());
        }
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            boolean image = file.toString().endsWith(".png");
            byte[] content = image ? pixels(file) : Files.readAllBytes(file);
            String name = folder.relativize(file).toString().replace('\\', '/');
            all.append(name)
                    .append(' ')
                    .append(HexFormat.of().formatHex(sha256(content)))
                    .append('\n');
        }
        return HexFormat.of()
                .formatHex(sha256(all.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, 16);
    }

    private static byte[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        ByteBuffer bytes = ByteBuffer.allocate(4 * rgb.length);
        bytes.asIntBuffer().put(rgb);
        return bytes.array();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
