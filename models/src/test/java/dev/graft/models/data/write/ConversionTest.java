package dev.graft.models.data.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.BadData;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultyDataException;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.models.data.sampling.Split;
import dev.graft.tensors.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read again, and compared with what it was written of. */
class ConversionTest {
    @TempDir
    Path folder;

    static List<String> formats() {
        return DatasetFormat.ids();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void recordsHoldTheSamplesOfEveryFormat(String format) throws Exception {
        Path data = genuine(format);
        IndexedDataset old = IndexedDataset.load(Dataset.open(data));
        Path out = folder.resolve("out");
        Conversion.Result result = convert(data, out, "records", ImageFiles.COPY, BadData.STOP);
        IndexedDataset read = IndexedDataset.load(Dataset.open(out));
        assertFalse(old.isEmpty());
        assertEquals(old.size(), result.samples());
        assertSame(old, read);
        assertEquals(Map.of(), result.unsaid());
        assertEquals(old.sources(), read.sources());
        for (int i = 0; i < old.size(); i++) {
            assertEquals(old.source(i), read.source(i));
        }
        assertTrue(read.images().stream()
                .allMatch(image -> ((ImageSource.InFile) image.source()).path().startsWith(out.toAbsolutePath())));
    }

    /** What conversations cannot say is counted; what they can is read again. */
    @ParameterizedTest
    @MethodSource("formats")
    void conversationsHoldWhatTheyCan(String format) throws Exception {
        Path data = genuine(format);
        List<Sample> kept = IndexedDataset.load(Dataset.open(data)).stream()
                .map(sample -> new Sample(
                        sample.id(),
                        sample.images(),
                        sample.instruction(),
                        sample.history(),
                        sample.question(),
                        List.of(sample.target()),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        1))
                .toList();
        for (String to : List.of("llava", "messages")) {
            Path out = folder.resolve(to);
            convert(data, out, to, ImageFiles.COPY, BadData.STOP);
            Dataset written = Dataset.open(out);
            if (written.sources().isEmpty()) {
                assertEquals(to, written.format().id());
            }
            assertSame(kept, IndexedDataset.load(written));
        }
    }

    @Test
    void allThatASampleMayHoldComesBack() throws IOException {
        image("a.png", 1);
        image("sub/b.png", 2);
        Path data = Files.writeString(folder.resolve("data.jsonl"), """
                {"id": "all", "images": ["a.png", {"path": "sub/b.png", "turn": 1, "offset": 4}], "system": "Be brief.",\
                 "history": [[" Hi?\\n", "Yes."]], "question": " Is <image> here? ", "answers": ["yes", "", "yes", "3"],\
                 "answer_choices": ["no", "yes", "", "3"], "question_type": "x", "answer_type": "y"}
                {"question": "Ünïcode? \\u0000\\u2028 \\ud83d\\ude00", "answer": " 1.50 "}
                """);
        Sample all = IndexedDataset.load(Dataset.open(data)).get(0);
        assertEquals(new ImagePlace(1, 4), all.images().get(1).place());
        assertEquals(List.of("no", "yes", "", "3"), all.choices());
        assertEquals("Be brief.", all.instruction());
        Path out = folder.resolve("out");
        convert(data, out, "records", ImageFiles.COPY, BadData.STOP);
        assertSame(IndexedDataset.load(Dataset.open(data)), IndexedDataset.load(Dataset.open(out)));
        // And once more, of the same format: nothing changes any more.
        Path again = folder.resolve("again");
        convert(out, again, "records", ImageFiles.COPY, BadData.STOP);
        assertEquals(Files.readString(out.resolve("data.jsonl")), Files.readString(again.resolve("data.jsonl")));
    }

    @Test
    void whatAFormatCannotHoldIsAFault() throws IOException {
        image("a.png", 1);
        Path data = Files.writeString(folder.resolve("data.jsonl"), """
                {"image": "a.png", "question": "What does <image> mean?", "answer": "an image"}
                {"image": "a.png", "question": "What?", "answers": ["red", "crimson"], "answer_choices": ["red", "crimson"]}
                {"history": [["a?", "b"]], "question": "c?", "answer": "d"}
                {"image": "gone.png", "caption": "gone"}
                """);
        Path out = folder.resolve("out");
        FaultyDataException refused = assertThrows(
                FaultyDataException.class, () -> convert(data, out, "llava", ImageFiles.COPY, BadData.STOP));
        assertTrue(refused.getMessage().contains("data.jsonl:1"), refused.getMessage());
        assertTrue(refused.getMessage().contains("each of its 2 turns would be a sample"), refused.getMessage());
        assertFalse(Files.exists(out));
        Conversion.Result result = convert(data, out, "llava", ImageFiles.COPY, BadData.SKIP);
        assertEquals(
                Map.of(FaultKind.UNWRITABLE, 2L, FaultKind.MISSING_IMAGE, 1L),
                result.leftOut().counts());
        assertEquals(1, result.samples());
        assertEquals(Map.of("choices", 1L, "further answers", 1L), result.unsaid());
        assertEquals(List.of("a.png"), names(IndexedDataset.load(Dataset.open(out))));
    }

    @Test
    void namesOfImagesStayWhereTheyCan() throws IOException {
        image("data/pictures/a.png", 1);
        image("b.png", 2);
        image("data/data.jsonl.d/c.png", 3);
        Path elsewhere = image("d.png", 4);
        String records = Stream.of("pictures/a.png", "../b.png", "data.jsonl.d/c.png", elsewhere.toString())
                .map(name -> "{\"image\": \"" + name.replace("\\", "/") + "\", \"caption\": \"x\"}\n")
                .reduce("", String::concat);
        Path data = Files.writeString(folder.resolve("data/in.jsonl"), records);
        IndexedDataset old = IndexedDataset.load(Dataset.open(data));
        convert(data, folder.resolve("copy"), "records", ImageFiles.COPY, BadData.STOP);
        IndexedDataset copied = IndexedDataset.load(Dataset.open(folder.resolve("copy")));
        assertEquals(List.of("pictures/a.png", "images/b.png", "data.jsonl.d/c.png", "images/d.png"), names(copied));
        assertSame(old, copied);
        boolean[] before = new Split(0.5, 3).heldOut(old);
        boolean[] after = new Split(0.5, 3).heldOut(copied);
        assertEquals(before[0], after[0]);
        convert(data, folder.resolve("named"), "records", ImageFiles.REFERENCE, BadData.STOP);
        assertSame(old, IndexedDataset.load(Dataset.open(folder.resolve("named"))));
        assertEquals(List.of("data.jsonl"), list(folder.resolve("named")));
    }

    @ParameterizedTest
    @EnumSource(ImageFiles.class)
    void filesThatMayOnlyBeReadWillDo(ImageFiles how) throws IOException {
        Path image = image("data/a.png", 1);
        assertTrue(image.toFile().setWritable(false));
        Path data = Files.writeString(folder.resolve("data/in.jsonl"), "{\"image\": \"a.png\", \"caption\": \"x\"}\n");
        Path out = folder.resolve("out");
        convert(data, out, "records", how, BadData.STOP);
        assertSame(IndexedDataset.load(Dataset.open(data)), IndexedDataset.load(Dataset.open(out)));
        assertEquals(how == ImageFiles.LINK, Files.isSymbolicLink(out.resolve("a.png")));
        assertEquals(how != ImageFiles.REFERENCE, Files.exists(out.resolve("a.png")));
        assertThrows(InvalidInputException.class, () -> convert(data, out, "records", how, BadData.STOP), "not twice");
    }

    private Conversion.Result convert(Path data, Path out, String to, ImageFiles how, BadData bad) {
        Tolerance tolerance = new Tolerance(bad, LongSamples.STOP);
        return new Conversion(DatasetFormat.of(to), how, tolerance, 0)
                .write(Dataset.open(data), out, (what, done, total) -> {});
    }

    /** The genuine records of a format, with an image for each that they name. */
    private Path genuine(String format) throws Exception {
        Path data = folder.resolve("data");
        Path first = data;
        try (Stream<Path> files = Files.list(
                Path.of(ConversionTest.class.getResource("/formats/" + format).toURI()))) {
            for (Path file : files.sorted().toList()) {
                Files.createDirectories(data);
                first = Files.copy(file, data.resolve(file.getFileName().toString()));
            }
        }
        int detail = 0;
        for (ImageRef image : IndexedDataset.load(Dataset.open(first)).images()) {
            if (image.source() instanceof ImageSource.InFile file && !image.exists()) {
                image(folder.relativize(file.path().toAbsolutePath()).toString(), detail++);
            }
        }
        return first;
    }

    private static void assertSame(List<Sample> expected, List<Sample> found) {
        assertEquals(
                expected.stream().map(ConversionTest::plain).toList(),
                found.stream().map(ConversionTest::plain).toList());
        for (int i = 0; i < expected.size(); i++) {
            List<PlacedImage> images = expected.get(i).images();
            for (int image = 0; image < images.size(); image++) {
                byte[] before = images.get(image).image().bytes();
                byte[] after = found.get(i).images().get(image).image().bytes();
                assertTrue(Arrays.equals(before, after), found.get(i)::toString);
            }
        }
    }

    /** Without what another file has otherwise: the number of the record, and the names of the images. */
    private static List<Object> plain(Sample sample) {
        List<Object> parts = new ArrayList<>(List.of(
                sample.id(),
                sample.instruction(),
                sample.history(),
                sample.question(),
                sample.answers(),
                sample.choices(),
                sample.questionType(),
                sample.answerType()));
        sample.images().forEach(image -> parts.add(image.place()));
        return parts;
    }

    private static List<String> names(IndexedDataset data) {
        return data.images().stream().map(ImageRef::name).toList();
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private Path image(String name, int detail) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(detail % 8, detail / 8, 0x123456);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
