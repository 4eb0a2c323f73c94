package dev.graft.models.data.records;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFramesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeFrames() throws IOException {
        Path video = Files.createDirectories(folder.resolve("videos/7"));
        for (int frame = 1; frame <= 10; frame++) {
            Files.writeString(video.resolve(frame + ".png"), "");
        }
    }

    private Sample only(String record, int frames) {
        Path file = write(folder.resolve("data.jsonl"), record);
        return read(Dataset.open(file, DatasetOptions.DEFAULTS.withFrames(frames)))
                .get(0);
    }

    private static List<String> names(Sample sample) {
        return sample.images().stream().map(each -> each.image().name()).toList();
    }

    @Test
    void aFolderOrAListGivesSomeOfItsPicturesEvenly() {
        String folderOf = "{\"video\": \"videos/7\", \"question\": \"what happens?\", \"answer\": \"a fall\"}";
        Sample sample = only(folderOf, 4);
        assertEquals(List.of("videos/7/1.png", "videos/7/3.png", "videos/7/6.png", "videos/7/8.png"), names(sample));
        assertEquals(
                List.of(ImagePlace.FRONT),
                sample.images().stream().map(PlacedImage::place).distinct().toList());
        assertEquals(10, names(only(folderOf, 0)).size());
        assertEquals(10, names(only(folderOf, 32)).size());
        String list = "{\"video\": [\"c.png\", \"a.png\", \"b.png\"], \"caption\": \"a fall\"}";
        assertEquals(List.of("c.png", "a.png"), names(only(list, 2)));
        Path file = write(folder.resolve("data.jsonl"), list);
        assertEquals(Map.of(), Dataset.open(file).read().unused());
    }

    @Test
    void aNumberOfFramesWithoutVideosIsRefused() {
        String video = "{\"video\": \"videos/7\", \"caption\": \"a fall\"}\n";
        String picture = "{\"image\": \"videos/7/1.png\", \"caption\": \"a fall\"}\n";
        Path videos = write(folder.resolve("data.jsonl"), picture + video + picture);
        Path pictures = write(folder.resolve("pictures.jsonl"), picture + picture);
        DatasetOptions options = DatasetOptions.DEFAULTS.withFrames(4);
        assertEquals(3, read(Dataset.open(videos, options).taking(4)).size());
        assertEquals(2, read(Dataset.open(pictures, options).taking(0)).size());
        Dataset none = Dataset.open(pictures, options).taking(4);
        String refusal = assertThrows(InvalidInputException.class, () -> IndexedDataset.load(none, 0, fault -> {}))
                .getMessage();
        assertTrue(refusal.contains("the number of frames, 4, has no effect"), refusal);
    }

    /** As in LLaVA's records, where one mark stands for the whole video. */
    @Test
    void allFramesStandWhereTheVideoIsMarked() {
        for (String mark : List.of("<video>", "<image>")) {
            Sample sample = only(
                    "{\"id\": \"1\", \"video\": \"videos/7\", \"conversations\": [{\"from\": \"human\", \"value\": \"Look: "
                            + mark + "\\nWhat happens?\"}, {\"from\": \"gpt\", \"value\": \"a fall\"}]}",
                    3);
            assertEquals(List.of("videos/7/1.png", "videos/7/4.png", "videos/7/7.png"), names(sample));
            assertEquals(
                    List.of(1),
                    sample.images().stream()
                            .map(each -> each.place().offset() > 0 ? 1 : 0)
                            .distinct()
                            .toList(),
                    sample.toString());
            Sample plain =
                    only("{\"video\": \"videos/7\", \"question\": \"is " + mark + " long?\", \"answer\": \"no\"}", 2);
            assertEquals(
                    List.of(new ImagePlace(0, 3)),
                    plain.images().stream().map(PlacedImage::place).distinct().toList());
        }
    }

    /** Data sets made of films say which each picture is from, and who made the format did not mean frames by it. */
    @ParameterizedTest
    @ValueSource(strings = {"questions.json", "gqa.json", "pope.jsonl", "captions.json", "list.json", "table.csv"})
    void whereThereIsAnImageOrTheFormatReadsNoVideosItIsAFieldLikeAnyOther(String name) throws IOException {
        String record = switch (name) {
            case "questions.json" -> {
                write(
                        folder.resolve("annotations.json"),
                        "{\"annotations\": [{\"question_id\": 1, \"answers\": [{\"answer\": \"net\", \"answer_id\": 1}]}]}");
                yield "{\"data_subtype\": \"train2014\", \"questions\": [{\"question_id\": 1, \"image_id\": 11, \"question\": \"q\"%s}]}";
            }
            case "gqa.json" -> "{\"0515\": {\"question\": \"Is it?\", \"imageId\": \"24\", \"answer\": \"no\"%s}}";
            case "pope.jsonl" ->
                "{\"question_id\": 1, \"image\": \"1.jpg\", \"text\": \"Is it?\", \"label\": \"no\"%s}";
            case "captions.json" ->
                "{\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}],"
                        + " \"annotations\": [{\"id\": 1, \"image_id\": 1, \"caption\": \"a\"%s}]}";
            case "list.json" ->
                "[{\"image_id\": \"7\", \"question\": \"Is it?\", \"options\": [\"no\"], \"answer\": \"no\"%s}]";
            default -> "image,caption\n1.jpg,a\n";
        };
        boolean table = name.endsWith(".csv");
        Path file = write(folder.resolve(name), table ? record : record.formatted(""));
        List<Sample> without = read(Dataset.open(file));
        String film = "https://films.example/a.mp4";
        write(
                file,
                table
                        ? "image,caption,video\n1.jpg,a," + film + "\n"
                        : record.formatted(", \"video\": \"" + film + "\""));
        assertEquals(without, read(Dataset.open(file)));
        try (SampleReader reader = Dataset.open(file).read()) {
            reader.next();
            assertEquals(1, reader.unused().get("video"), reader.unused().toString());
            assertFalse(reader.videos());
        }
    }

    @Test
    void aRowWithoutAnImageHasAVideo() {
        Path file = write(folder.resolve("table.csv"), "image,question,answer,video\n,what?,a fall,videos/7\n");
        DatasetOptions options = DatasetOptions.DEFAULTS.withFrames(2);
        assertEquals(
                List.of("videos/7/1.png", "videos/7/6.png"),
                names(read(Dataset.open(file, options)).get(0)));
    }

    @Test
    void videosOfOtherPartsNeedNotBeThere() {
        String record = "{\"video\": \"videos/%s\", \"split\": \"%s\", \"conversations\": [{\"from\": \"human\","
                + " \"value\": \"what?\"}, {\"from\": \"gpt\", \"value\": \"a fall\"}]}\n";
        write(folder.resolve("data.jsonl"), record.formatted("8", "test") + record.formatted("7", "train"));
        assertEquals(1, read(Dataset.open(folder.resolve("data.jsonl#train"))).size());
    }

    @Test
    void whatIsNoFrameIsRefused() {
        refused("\"video\": \"videos/8\"", "'video' names the folder 'videos/8', which is not there");
        refused("\"video\": \"data.jsonl\"", "no videos are decoded");
        refused("\"video\": [\"data:image/png;base64,AA==\"]", "is a data URI");
        refused("\"video\": [1]", "each element of 'video'");
        refused("\"video\": \"videos/7\", \"images\": [\"a.png\"]", "found both 'video' and 'images'");
        refused("\"video\": \"videos/7\", \"system\": \"<video> <image>\"", "expected '<video>' once");
    }

    private void refused(String fields, String message) {
        Path file = write(folder.resolve("data.jsonl"), "{" + fields + ", \"question\": \"what?\", \"answer\": \"x\"}");
        assertRefused(file, DatasetOptions.DEFAULTS, message);
    }
}
