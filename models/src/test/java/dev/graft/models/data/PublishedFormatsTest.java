package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the samples of each format hold, from files in the layouts that their makers publish. */
class PublishedFormatsTest {
    @TempDir
    Path folder;

    @Test
    void cocoCaptionsLieApartFromTheirImages() {
        write(folder.resolve("val2014/COCO_val2014_000000391895.jpg"), "");
        Path file = copied("coco-captions/questions.json", "annotations/captions_val2014.json");
        List<Sample> samples = read(Dataset.open(file));
        assertEquals(2, samples.size());
        assertEquals("A man riding a moped.", samples.get(1).target());
        assertEquals("771687", samples.get(1).id());
        assertImage("val2014/COCO_val2014_000000391895.jpg", samples.get(0));
        assertTrue(samples.get(0).image().orElseThrow().exists());
    }

    @Test
    void partsOfKarpathysSplitsAreNamed() {
        String image = "{\"filepath\": \"val2014\", \"filename\": \"%s.jpg\", \"imgid\": %s, \"split\": \"%s\","
                + " \"sentences\": [{\"raw\": \"one\"}, {\"raw\": \"two\"}]}";
        write(
                folder.resolve("dataset_coco.json"),
                "{\"images\": [" + image.formatted("a", 1, "train") + "," + image.formatted("b", 2, "restval") + ","
                        + image.formatted("c", 3, "test") + "], \"dataset\": \"coco\"}");
        String whole = assertThrows(
                        InvalidInputException.class, () -> read(Dataset.open(folder.resolve("dataset_coco.json"))))
                .getMessage();
        assertTrue(whole.contains("record 2") && whole.contains("dataset_coco.json#train"), whole);
        assertEquals(
                4,
                read(Dataset.open(folder.resolve("dataset_coco.json#train+restval")))
                        .size());
        List<Sample> test = read(Dataset.open(folder.resolve("dataset_coco.json#test")));
        assertEquals(1, test.size());
        assertEquals(List.of("one", "two"), test.get(0).answers());
        assertImage("val2014/c.jpg", test.get(0));
        assertThrows(ModelFileException.class, () -> Dataset.open(folder.resolve("none.json#train")));
    }

    @Test
    void listsOfOthersHaveFieldsOfTheirOwn() {
        Sample blip = first("vqa_train.json", """
                [{"question_id": 458752000, "question": "What is this?", "answer": ["net", "mesh"], "weight": [0.9, 0.1],
                  "image": "val2014/1.jpg", "dataset": "vqa"}]""");
        assertEquals(List.of("net", "mesh"), blip.answers());
        assertEquals("458752000", blip.id());
        assertImage("val2014/1.jpg", blip);
        Sample captions = first("coco_karpathy_val.json", """
                [{"image": "val2014/1.jpg", "caption": ["a", "b"]}, {"image": "val2014/2.jpg", "caption": ["c"]}]""");
        assertEquals(List.of("a", "b"), captions.answers());
        Sample vizwiz = first("train.json", """
                [{"image": "VizWiz_train_00000000.jpg", "question": "What's the name of this product?",
                  "answers": [{"answer_confidence": "yes", "answer": "basil leaves"}, {"answer_confidence": "yes",
                  "answer": "basil"}], "answer_type": "other", "answerable": 1}]""");
        assertEquals(List.of("basil leaves", "basil"), vizwiz.answers());
        write(folder.resolve("VQA_RAD Image Folder/synpic54610.jpg"), "");
        Sample radiology = first("VQA_RAD Dataset Public.json", """
                [{"qid": "0", "phrase_type": "freeform", "qid_linked_id": "03f451ca-de62-4617-9679-e836026a7642",
                  "image_case_url": "https://medpix.nlm.nih.gov/case?id=7b", "image_name": "synpic54610.jpg",
                  "image_organ": "HEAD", "evaluation": "not evaluated", "question": "Are regions of the brain infarcted?",
                  "question_type": "PRES", "answer": "Yes", "answer_type": "CLOSED"},
                 {"qid": "1", "image_name": "synpic54610.jpg", "question": "How many?", "answer": 3}]""");
        assertImage("VQA_RAD Image Folder/synpic54610.jpg", radiology);
        assertEquals(Optional.of("PRES"), radiology.questionType());
        assertEquals(
                "3",
                read(Dataset.open(folder.resolve("VQA_RAD Dataset Public.json")))
                        .get(1)
                        .target());
    }

    @Test
    void choicesAreKept() {
        write(folder.resolve("train2017/000000299207.jpg"), "");
        Sample okvqa = read(Dataset.open(copied("columns/questions.json", "aokvqa_v1p0_train.json")))
                .get(0);
        assertEquals(List.of("skateboarder", "train", "delivery", "cab"), okvqa.choices());
        assertEquals(List.of("cab"), okvqa.answers());
        assertImage("train2017/000000299207.jpg", okvqa);
        List<Sample> science = read(Dataset.open(copied("scienceqa/questions.json", "problems.json")));
        assertEquals("West Virginia", science.get(0).target());
        assertImage("train/1/image.png", science.get(0));
        assertEquals("Fish have gills.\nWhich one is a mammal?", science.get(1).question());
        assertEquals(List.of(), science.get(1).images());
    }

    @Test
    void gqaAndTextVqaNameTheirImagesById() {
        write(folder.resolve("images/2405722.jpg"), "");
        List<Sample> gqa = read(Dataset.open(copied("gqa/questions.json", "train_balanced_questions.json")));
        assertEquals("05515938", gqa.get(0).id());
        assertEquals(List.of("cup"), gqa.get(0).answers());
        assertEquals(Optional.of("choose"), gqa.get(0).questionType());
        assertImage("images/2405722.jpg", gqa.get(0));
        assertImage("images/n161313.jpg", gqa.get(1));
        write(folder.resolve("text/train_images/003a8ae2ef43b901.jpg"), "");
        Sample text = read(Dataset.open(copied("textvqa/questions.json", "text/TextVQA_0.5.1_val.json")))
                .get(0);
        assertImage("train_images/003a8ae2ef43b901.jpg", text);
        assertEquals(4, text.answers().size());
    }

    @Test
    void openAisPartsMayHoldTheImage() {
        byte[] image = {1, 2, 3, (byte) 0xFF};
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(image);
        String message =
                "{\"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"}, {\"role\": \"user\", \"content\":"
                        + " [{\"type\": \"text\", \"text\": \"What is\"}, {\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\","
                        + " \"detail\": \"low\"}}, {\"type\": \"text\", \"text\": \"this?\"}]}, {\"role\": \"assistant\", \"content\":"
                        + " \"A cat.\"}]}\n";
        Path file = write(folder.resolve("chat.jsonl"), message.formatted("a.png") + message.formatted(uri));
        List<Sample> samples = read(Dataset.open(file));
        assertImage("a.png", samples.get(0));
        assertEquals("What is this?", samples.get(0).conversation(0).question().words());
        assertEquals(7, samples.get(0).images().get(0).place().offset());
        assertEquals("Be brief.", samples.get(0).instruction());
        assertArrayEquals(image, samples.get(1).image().orElseThrow().bytes());
        Path array = write(
                folder.resolve("chat.json"),
                "[" + message.formatted("\u00e4.png") + ",\n" + message.formatted(uri) + "]");
        assertArrayEquals(
                image, read(Dataset.open(array)).get(1).image().orElseThrow().bytes());
    }

    @Test
    void severalImagesStandWhereTheyAreMarked() {
        Sample sample = first("mixed.json", """
                [{"messages": [{"role": "user", "content": "Is <image> as\\n<image> here?"},
                  {"role": "assistant", "content": "No."}], "images": ["a.png", "b.png"]}]""");
        assertEquals(
                "Is {image} as\n{image} here?",
                sample.conversation(0).question().toString());
        assertEquals(
                List.of(3, 7),
                sample.images().stream().map(image -> image.place().offset()).toList());
        Sample response = read(Dataset.open(copied("responses/questions.jsonl", "swift.jsonl")))
                .get(1);
        assertEquals(List.of(new Turn("Hello", "Hi")), response.history());
        assertEquals(1, response.images().get(0).place().turn());
        assertEquals("You are brief.", response.instruction());
    }

    @Test
    void packedFilesAreReadAsTheOthers() throws IOException {
        Path file = folder.resolve("data.jsonl.gz");
        packed(
                file,
                "{\"image\": \"1.png\", \"caption\": \"a\"}\nnonsense\n{\"image\": \"2.png\", \"caption\": \"b\"}\n");
        List<Fault> faults = new ArrayList<>();
        assertEquals(2, IndexedDataset.load(Dataset.open(file), 0, faults::add).size());
        assertEquals(file + ":2", faults.get(0).place());
        packed(folder.resolve("t/captions.csv.gz"), "image,caption\n1.png,a\n");
        assertEquals("a", read(Dataset.open(folder.resolve("t"))).get(0).target());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));
        assertRefused(file, DatasetOptions.DEFAULTS, "packed by gzip, and damaged or cut short");
    }

    @Test
    void tablesNameTheirColumns() {
        List<Sample> clip = read(Dataset.open(copied("csv/questions.csv", "clip.csv")));
        assertEquals("A red circle, alone", clip.get(0).target());
        assertEquals("She said \"no\",\nand left", clip.get(1).target());
        Sample flickr = first("results.csv", "image_name| comment_number| comment\n1.jpg| 0| Two, young guys .\n");
        assertEquals("Two, young guys .", flickr.target());
        Sample question = first("q.tsv", "image\tquestion\tanswer\n1.jpg\tWho says \"hi?\tme\n");
        assertEquals("Who says \"hi?", question.question());
        Path captions = write(
                folder.resolve("Train_GCC-training.tsv"), "a very typical bus station\thttp://lh6.example.com/i.jpg\n");
        assertRefused(captions, DatasetOptions.DEFAULTS, ":1] no columns are named", "download the images");
        Path wide = write(folder.resolve("wide.csv"), "image,caption\n1.png,a, b\n2.png,c\n");
        List<Fault> faults = new ArrayList<>();
        assertEquals(1, IndexedDataset.load(Dataset.open(wide), 0, faults::add).size());
        assertEquals(FaultKind.MALFORMED, faults.get(0).kind());
    }

    @Test
    void flickr30kHasALineForEachCaption() {
        write(folder.resolve("flickr30k-images/1000092795.jpg"), "");
        List<Sample> samples = read(Dataset.open(copied("flickr30k/questions.token", "results_20130124.token")));
        assertEquals("Two young , White males are outside .", samples.get(1).target());
        assertImage("flickr30k-images/1000092795.jpg", samples.get(1));
    }

    @Test
    void shardsAreOneDataSet() {
        for (String shard : List.of("cc-00000.tar", "cc-00001.tar", "cc-00002.tar")) {
            copied("webdataset/questions.tar", shard);
        }
        List<Sample> all = read(Dataset.open(folder.resolve("cc-{00000..00002}.tar")));
        assertEquals(9, all.size());
        assertEquals("picture 1", all.get(1).target());
        assertEquals(all, read(Dataset.open(folder)));
        assertEquals((byte) 0x89, all.get(8).image().orElseThrow().bytes()[0]);
        // The same picture in several shards is to be on one side of a split.
        assertEquals(all.get(0).group(), all.get(3).group());
        assertRefused(folder.resolve("cc-{00000..00009}.tar"), DatasetOptions.DEFAULTS, "cc-00003.tar] no such file");
        assertEquals(
                Map.of("key", 9L, "status", 9L, "txt", 9L, "url", 9L, "width", 9L),
                IndexedDataset.load(Dataset.open(folder), 0, fault -> {}).unused());
    }

    @Test
    void partsOfAFolderOfTheHubAreNamed() {
        copied("parquet/questions.parquet", "data/train-00000-of-00002.parquet");
        copied("parquet/questions.parquet", "data/train-00001-of-00002.parquet");
        copied("parquet/questions.parquet", "data/test-00000-of-00001.parquet");
        assertRefused(folder, DatasetOptions.DEFAULTS, "the parts test, train; say which to read");
        Path train = folder.resolveSibling(folder.getFileName() + "#train");
        List<Sample> samples = read(Dataset.open(train));
        assertEquals(12, samples.size());
        assertEquals("What is in picture 1?", samples.get(2).question());
        assertEquals(
                List.of(new Turn("What is in picture 1?", "Red.")),
                samples.get(3).history());
        assertEquals((byte) 0x89, samples.get(0).image().orElseThrow().bytes()[0]);
        assertRefused(folder.resolveSibling(folder.getFileName() + "#dev"), DatasetOptions.DEFAULTS, "no part 'dev'");
    }

    @Test
    void referringExpressionsAreBoxes() {
        Sample sample = read(Dataset.open(copied("refcoco/questions.jsonl", "REC_refcoco_unc_train.jsonl")))
                .get(0);
        assertEquals("the lady with the blue shirt", sample.question());
        assertEquals("<box>(243,468),(557,745)</box>", sample.target());
        assertRefused(
                write(folder.resolve("refs(unc).p"), "(lp0\n(dp1"), DatasetOptions.DEFAULTS, "a pickle of Python");
    }

    private Sample first(String name, String content) {
        return read(Dataset.open(write(folder.resolve(name), content))).get(0);
    }

    private static void assertImage(String name, Sample sample) {
        assertEquals(Optional.of(name), sample.image().map(ImageRef::name));
    }

    private static void packed(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Path copied(String resource, String name) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.copy(
                    Path.of(PublishedFormatsTest.class
                            .getResource("/formats/" + resource)
                            .toURI()),
                    file);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
