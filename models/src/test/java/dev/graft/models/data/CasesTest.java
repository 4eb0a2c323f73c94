package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.fault.Fault;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs that people had, each read or refused as it should be. */
class CasesTest {
    /** The case, the format it is recognised as, how many samples, how many of them about text alone, and the faults. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        d04_backslash/data.json                    | llava         | 12 | 0 | MISSING_IMAGE x12: write '/' in place of '\\'
        d05_textonly/data.json                     | llava         | 14 | 2 |
        d06_twice/data.json                        | llava         | 11 | 0 | MARKER x1: record 4
        d07_two_images/data.json                   | llava         | 12 | 0 |
        d08b_images_key_nomarker/data.json         | llava         | 12 | 0 |
        d09_messages/data.json                     | messages      | 12 | 0 |
        d11_system/data.json                       | llava         | 12 | 0 |
        d12_coco_captions/captions_val2014.json    | coco-captions | 12 | 0 |
        d12b_minigpt4/filter_cap.json              | minigpt4      | 12 | 0 |
        d12d_blip_list/coco_karpathy_train.json    | columns       | 12 | 0 |
        d13_csv/captions.csv                       | csv           | 12 | 0 |
        d13b_imagefolder/images/metadata.jsonl     | columns       | 12 | 0 |
        d13b_imagefolder/images                    | columns       | 12 | 0 |
        d14_answer_list/data.jsonl                 | records       | 12 | 0 |
        d16_missing/data.json                      | llava         | 20 | 0 | MISSING_IMAGE x2: is not at
        d18_empty_answer/data.json                 | llava         | 11 | 0 | EMPTY x1: record 3
        d21_vqa_str_ids/my_questions.json          | vqa           | 12 | 0 |
        d22_textvqa/TextVQA_0.5.1_val.json         | textvqa       | 12 | 0 |
        d22e_gqa/val_balanced_questions.json       | gqa           | 12 | 0 |
        d23_nan/data.jsonl                         | records       |  0 | 0 | MALFORMED x12: NaN is no number of JSON
        d29_url/data.jsonl                         | records       |  0 | 0 | REMOTE_IMAGE x12: download the images
        d31_qwenvl/data.json                       | llava         | 12 | 0 |
        e1_image_emptystring/data.json             | llava         | 12 | 1 |
        e3_textonly/data.json                      | llava         | 12 | 1 |
        """)
    void isReadOrRefusedAsItShouldBe(String file, String format, int samples, int textAlone, String fault) {
        Path path = SharedData.path("cases/data/" + file);
        Dataset dataset = Dataset.open(path);
        assertEquals(format, dataset.format().id());
        List<Fault> faults = new ArrayList<>();
        IndexedDataset read = IndexedDataset.load(dataset, 0, faults::add);
        assertEquals(samples, read.size(), faults.toString());
        assertEquals(
                textAlone,
                read.stream().filter(sample -> sample.images().isEmpty()).count());
        ImageCheck.usable(read, ImageCheck.hashes(read.images(), (done, total) -> {}), faults::add);
        if (fault == null) {
            assertEquals(List.of(), faults);
            return;
        }
        String kind = fault.substring(0, fault.indexOf(' '));
        int count = Integer.parseInt(fault.substring(fault.indexOf('x') + 1, fault.indexOf(':')));
        assertEquals(count, faults.size(), faults.toString());
        String part = fault.substring(fault.indexOf(": ") + 2);
        for (Fault each : faults) {
            assertEquals(kind, each.kind().name(), each.toString());
            assertTrue(each.toString().contains(part), each.toString());
        }
    }

    @Test
    void whatTheyHoldIsRight() {
        Sample chat = sample("d09_messages/data.json", 0);
        assertEquals("What color?", chat.question());
        assertEquals(List.of("red"), chat.answers());
        assertEquals("images/000.png", chat.image().orElseThrow().name());
        assertEquals("You are helpful.", sample("d11_system/data.json", 0).instruction());
        Sample qwen = sample("d31_qwenvl/data.json", 2);
        assertEquals("What color?", qwen.question());
        assertEquals(Optional.of("images/002.png"), qwen.image().map(ImageRef::name));
        assertEquals(2, sample("d07_two_images/data.json", 4).images().size());
        assertEquals(
                List.of("red", "crimson"),
                sample("d14_answer_list/data.jsonl", 4).answers());
        assertEquals("A red circle, alone", sample("d13_csv/captions.csv", 0).target());
        assertEquals(
                10, sample("d22_textvqa/TextVQA_0.5.1_val.json", 0).answers().size());
        assertEquals("q0", sample("d21_vqa_str_ids/my_questions.json", 0).id());
        assertEquals("", sample("d12_coco_captions/captions_val2014.json", 0).question());
    }

    private static Sample sample(String file, int index) {
        return DataFiles.read(Dataset.open(SharedData.path("cases/data/" + file)))
                .get(index);
    }
}
