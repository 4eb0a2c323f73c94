package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data that the systems behind presets were trained on, in the layout in which they are published. */
class PresetDataTest {
    @TempDir
    Path folder;

    /** Oscar's list of COCO's captions, as ClipCap's own preparation reads it: images of both parts, known by number. */
    @Test
    void clipCapsListNamesTheImagesOfBothPartsByNumber() {
        write(folder.resolve("train2014/COCO_train2014_000000116100.jpg"), "");
        write(folder.resolve("val2014/COCO_val2014_000000203564.jpg"), "");
        write(folder.resolve("train_caption.json"), """
                [{"image_id": "116100", "id": 67, "caption": "A panoramic view of a kitchen."},
                 {"image_id": "203564", "id": 37, "caption": "A bicycle replica with a clock."},
                 {"image_id": 116100, "id": 68, "caption": "A kitchen."}]""");
        List<Sample> samples = read(Dataset.open(folder.resolve("train_caption.json")));
        assertEquals("train2014/COCO_train2014_000000116100.jpg", samples.get(0).group());
        assertEquals("val2014/COCO_val2014_000000203564.jpg", samples.get(1).group());
        assertEquals("train2014/COCO_train2014_000000116100.jpg", samples.get(2).group());
        assertEquals("A panoramic view of a kitchen.", samples.get(0).target());
    }

    /** LLaVA-1.5's first stage: {@code images.zip} unpacked beside the list; the marker is before or behind the words. */
    @Test
    void llavasCaptionsLieBesideTheirImages() {
        write(folder.resolve("00453/004539375.jpg"), "");
        write(folder.resolve("blip_laion_cc_sbu_558k_meta.json"), """
                [{"id": "004539375", "image": "00453/004539375.jpg", "caption": "select luxury furniture",
                  "blip_caption": "a mattress", "url": "http://example.org/a.jpg"}]""");
        Path file = write(folder.resolve("blip_laion_cc_sbu_558k.json"), """
                [{"id": "004539375", "image": "00453/004539375.jpg", "conversations": [
                   {"from": "human", "value": "Render a clear and concise summary of the photo.\\n<image>"},
                   {"from": "gpt", "value": "select luxury furniture 3 - inch gel memory foam mattress topper"}]},
                 {"id": "002239345", "image": "00223/002239345.jpg", "conversations": [
                   {"from": "human", "value": "<image>\\nWrite a terse but informative summary of the picture."},
                   {"from": "gpt", "value": "a grey watch with an army style strap"}]}]""");
        List<Sample> samples = read(Dataset.open(file));
        assertTrue(samples.get(0).image().orElseThrow().exists());
        assertEquals(
                "select luxury furniture 3 - inch gel memory foam mattress topper",
                samples.get(0).target());
        assertEquals("00223/002239345.jpg", samples.get(1).group());
        assertRefused(
                folder, DatasetOptions.DEFAULTS, "blip_laion_cc_sbu_558k.json", "give the path of the one to read");
    }

    /** LLaVA-1.5's second stage: images of five data sets, and ShareGPT's conversations, some of which a model begins. */
    @Test
    void llavasMixtureHasTextAlone() {
        write(folder.resolve("images/coco/train2017/000000033471.jpg"), "");
        write(folder.resolve("images/ocr_vqa/images/140031996.jpg"), "");
        Path file = write(folder.resolve("llava_v1_5_mix665k.json"), """
                [{"id": "000000033471", "image": "coco/train2017/000000033471.jpg", "conversations": [
                   {"from": "human", "value": "<image>\\nWhat are the colors of the bus?"},
                   {"from": "gpt", "value": "White and red."},
                   {"from": "human", "value": "Is it parked?"}, {"from": "gpt", "value": "It is."}]},
                 {"id": 140031996, "image": "ocr_vqa/images/140031996.jpg", "conversations": [
                   {"from": "human", "value": "<image>\\nIs this a comedy?\\nAnswer with a word."},
                   {"from": "gpt", "value": "No"}]},
                 {"id": "wgByO4Y_0", "model": "", "conversations": [
                   {"from": "gpt", "value": "Continued."}, {"from": "human", "value": "What is an <image> tag?"},
                   {"from": "gpt", "value": "A word."}]}]""");
        List<Sample> samples = read(Dataset.open(file, DatasetOptions.DEFAULTS.withImages(folder.resolve("images"))));
        assertEquals(4, samples.size());
        assertTrue(samples.get(1).image().orElseThrow().exists());
        assertEquals(1, samples.get(1).history().size());
        assertTrue(samples.get(2).image().orElseThrow().exists());
        assertEquals(List.of(), samples.get(3).images());
        assertEquals("What is an <image> tag?", samples.get(3).question());
    }

    /** LLaVA's first version: {@code chat.json} with the images of {@code images.zip}, of the same form. */
    @Test
    void llavasFirstVersionReadsChat() {
        write(folder.resolve("GCC_train_002582585.jpg"), "");
        Path file = write(folder.resolve("chat.json"), """
                [{"id": "GCC_train_002582585", "image": "GCC_train_002582585.jpg", "conversations": [
                   {"from": "human", "value": "Provide a brief description of the given image.\\n<image>"},
                   {"from": "gpt", "value": "olive oil is a healthy ingredient used liberally ."}]}]""");
        Sample sample = read(Dataset.open(file)).get(0);
        assertTrue(sample.image().orElseThrow().exists());
        assertEquals("olive oil is a healthy ingredient used liberally .", sample.target());
    }

    /** MiniGPT-4's second stage, whose folder is given whole. */
    @Test
    void miniGpt4sDescriptionsNameTheirImagesByNumber() {
        write(folder.resolve("cc_sbu_align/image/2.jpg"), "");
        write(folder.resolve("cc_sbu_align/filter_cap.json"), """
                {"annotations": [{"image_id": "2", "caption": "The image shows a man fishing on a lawn."}]}""");
        Sample sample = read(Dataset.open(folder.resolve("cc_sbu_align"))).get(0);
        assertTrue(sample.image().orElseThrow().exists());
        assertEquals("The image shows a man fishing on a lawn.", sample.target());
    }

    /**
     * MiniGPT-4's first stage, and BLIP-2's web images: what img2dataset writes, shards of images with their words and
     * what it noted, with the records of each shard once more and its statistics beside.
     */
    @Test
    void shardsOfWebImagesAreReadWithWhatLiesBesideThem() throws IOException {
        Path shards = Files.createDirectories(folder.resolve("cc_sbu_dataset"));
        for (int shard = 0; shard < 2; shard++) {
            String name = "0000" + shard;
            String key = name + "0000";
            try (TarArchiveOutputStream out =
                    new TarArchiveOutputStream(Files.newOutputStream(shards.resolve(name + ".tar")))) {
                entry(out, key + ".jpg", "image " + shard);
                entry(out, key + ".json", """
                        {"caption": "caption %d", "url": "https://example.org/%s.jpg", "key": "%s", "status": "success",
                         "error_message": null, "width": 224, "height": 224, "original_width": 800,
                         "original_height": 600, "exif": "{}", "sha256": "00"}""".formatted(shard, key, key));
                entry(out, key + ".txt", "caption " + shard);
            }
            write(shards.resolve(name + "_stats.json"), "{\"count\": 1, \"successes\": 1, \"start_time\": 1.5}");
            write(shards.resolve(name + ".parquet"), "PAR1");
        }
        List<Sample> samples = read(Dataset.open(folder.resolve("cc_sbu_dataset/{00000..00001}.tar")));
        assertEquals(
                List.of("caption 0", "caption 1"),
                samples.stream().map(Sample::target).toList());
        assertEquals("image 1", new String(samples.get(1).image().orElseThrow().bytes(), StandardCharsets.US_ASCII));
        assertEquals(2, read(Dataset.open(shards)).size());
        Path mixture = write(folder.resolve("mixture.json"), """
                {"sources": {"cc_sbu": {"path": "cc_sbu_dataset/{00000..00001}.tar", "weight": 14},
                             "laion": {"path": "cc_sbu_dataset", "weight": 115}}}""");
        assertEquals(4, read(Dataset.open(mixture)).size());
    }

    /** LAVIS's list of COCO, and its list of Visual Genome, which has the paths of its maker's machine. */
    @Test
    void lavissListsLieApartFromTheirImages() {
        write(folder.resolve("coco/images/val2014/COCO_val2014_000000522418.jpg"), "");
        Path coco = write(folder.resolve("coco/annotations/coco_karpathy_train.json"), """
                [{"caption": "A woman wearing a net on her head cutting a cake. ",
                  "image": "val2014/COCO_val2014_000000522418.jpg", "image_id": "coco_522418"}]""");
        Sample first = read(Dataset.open(coco)).get(0);
        assertTrue(first.image().orElseThrow().exists());
        assertTrue(first.target().startsWith("A woman wearing a net"));
        write(folder.resolve("vg/images/VG_100K/1.jpg"), "");
        write(folder.resolve("vg/images/VG_100K_2/2.jpg"), "");
        String record =
                "{\"image\": \"%s\", \"caption\": \"trees line the sidewalk\", \"image_id\": \"vg_1\", \"dataset\": \"vg\"}";
        String theirs = "/export/share/datasets/vision/visual-genome/image/";
        Path genome = write(
                folder.resolve("vg/annotations/vg_caption.json"),
                "[" + record.formatted(theirs + "3.jpg") + "," + record.formatted(theirs + "1.jpg") + ","
                        + record.formatted(theirs + "2.jpg") + "," + record.formatted("/export/other/1.jpg") + "]");
        List<String> images =
                read(Dataset.open(genome, DatasetOptions.DEFAULTS.withImages(folder.resolve("vg/images")))).stream()
                        .map(Sample::group)
                        .toList();
        assertEquals(List.of(theirs + "3.jpg", "VG_100K/1.jpg", "VG_100K_2/2.jpg", "/export/other/1.jpg"), images);
    }

    /** Qwen-VL's example for training: images are named within the words, by paths or addresses. */
    @Test
    void qwenVlsImagesAreWithinTheWords() {
        write(folder.resolve("assets/mm_tutorial/Chongqing.jpeg"), "");
        write(folder.resolve("assets/mm_tutorial/Beijing.jpeg"), "");
        Path file = write(folder.resolve("train.json"), """
                [{"id": "identity_0", "conversations": [{"from": "user", "value": "你好"},
                   {"from": "assistant", "value": "我是Qwen-VL,一个支持视觉输入的大模型。"}]},
                 {"id": "identity_1", "conversations": [
                   {"from": "user", "value": "Picture 1: <img>assets/mm_tutorial/Chongqing.jpeg</img>\\n图中的狗是什么品种？"},
                   {"from": "assistant", "value": "图中是一只拉布拉多犬。"},
                   {"from": "user", "value": "框出图中的格子衬衫"},
                   {"from": "assistant", "value": "<ref>格子衬衫</ref><box>(588,499),(725,789)</box>"}]},
                 {"id": "identity_2", "conversations": [
                   {"from": "user", "value": "Picture 1: <img>assets/mm_tutorial/Chongqing.jpeg</img>\\n\
                   Picture 2: <img>assets/mm_tutorial/Beijing.jpeg</img>\\n图中都是哪"},
                   {"from": "assistant", "value": "重庆和北京。"}]}]""");
        List<Sample> samples = read(Dataset.open(file));
        assertEquals(4, samples.size());
        assertEquals(List.of(), samples.get(0).images());
        assertTrue(samples.get(1).image().orElseThrow().exists());
        assertEquals(
                "<ref>格子衬衫</ref><box>(588,499),(725,789)</box>", samples.get(2).target());
        assertEquals(2, samples.get(3).images().size());
    }

    /** MAPL's own layout of COCO. */
    @Test
    void maplsCocoLiesInFoldersOfItsOwn() {
        write(folder.resolve("coco/images/train2014/COCO_train2014_000000318556.jpg"), "");
        Path file = write(folder.resolve("coco/annotations/captions_train2014.json"), """
                {"info": {"year": 2014}, "images": [{"license": 5, "file_name": "COCO_train2014_000000318556.jpg",
                   "height": 640, "width": 480, "id": 318556}], "licenses": [],
                 "annotations": [{"image_id": 318556, "id": 48, "caption": "A very clean and well decorated bathroom"}]}""");
        Sample sample = read(Dataset.open(file, DatasetOptions.DEFAULTS.withImages(folder.resolve("coco/images"))))
                .get(0);
        assertTrue(sample.image().orElseThrow().exists());
        assertEquals("A very clean and well decorated bathroom", sample.target());
    }

    /** VQAv2's validation questions, which Frozen, LiMBeR, MAPL and BLIP-2 are asked. */
    @Test
    void vqav2LiesInOneFolder() {
        write(folder.resolve("val2014/COCO_val2014_000000262148.jpg"), "");
        Path file = write(folder.resolve("v2_OpenEnded_mscoco_val2014_questions.json"), """
                {"info": {"version": "2.0"}, "task_type": "Open-Ended", "data_type": "mscoco", "license": {},
                 "data_subtype": "val2014", "questions": [
                   {"image_id": 262148, "question": "Where is he looking?", "question_id": 262148000}]}""");
        write(folder.resolve("v2_mscoco_val2014_annotations.json"), """
                {"info": {}, "license": {}, "data_subtype": "val2014", "data_type": "mscoco", "annotations": [
                   {"question_type": "where is the", "multiple_choice_answer": "down", "answers": [
                     {"answer": "down", "answer_confidence": "yes", "answer_id": 1},
                     {"answer": "at table", "answer_confidence": "yes", "answer_id": 2}],
                    "image_id": 262148, "answer_type": "other", "question_id": 262148000}]}""");
        Sample sample = read(Dataset.open(file)).get(0);
        assertTrue(sample.image().orElseThrow().exists());
        assertEquals(List.of("down", "at table"), sample.answers());
        assertEquals(1, read(Dataset.open(folder)).size());
    }

    /** Frozen's and LiMBeR's Conceptual Captions, and BLIP's filtered list of MAPL, name addresses only. */
    @Test
    void listsOfAddressesAreRefusedWithAWordOnDownloading() {
        Path captions = write(
                folder.resolve("Train_GCC-training.tsv"),
                "a very typical bus station\thttp://lh6.ggpht.com/-IvRtNLNcG8o/TpFyrudaT6I/AAAAAAAAM6o/k/s640/x.jpg\n");
        assertRefused(captions, DatasetOptions.DEFAULTS, "img2dataset", "web addresses");
        Path filtered = write(folder.resolve("ccs_filtered.json"), """
                [{"caption": "a very typical bus station", "url": "http://lh6.ggpht.com/x.jpg"}]""");
        assertRefused(filtered, DatasetOptions.DEFAULTS, "img2dataset", "web addresses");
    }

    private static void entry(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }
}
