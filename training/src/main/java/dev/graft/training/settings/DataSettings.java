package dev.graft.training.settings;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.fault.BadData;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.tensors.Range;
import java.util.Locale;
import java.util.Optional;

/** What is learnt from, and what is kept back to judge by. */
public record DataSettings(
        @Setting(
                value = "file or folder of the training data, with #PART behind it for a part such as #train, or"
                        + " builtin:shapes/train/questions.jsonl",
                path = true,
                required = true,
                decisive = false)
        String path,

        @Setting(
                "format of the data: records, llava, messages, responses, easy-vqa, vqa, pope, gqa, scienceqa, textvqa, refcoco,"
                        + " coco-captions, karpathy, minigpt4, flickr30k, columns, csv, parquet, webdataset, mixture or one that a"
                        + " library adds; empty to tell by its content")
        String format,

        @Setting(value = "folder of the images, if not beside the data", path = true, decisive = false)
        String images,

        @Setting(
                value =
                        "how many pictures of a video, which a record names as a folder or a list of them, are read, taken"
                                + " evenly; 0 for all",
                range = Range.NOT_NEGATIVE,
                before = "0")
        int frames,

        @Setting(value = "fraction of the images that is kept for validation", range = Range.BELOW_ONE)
        double validation,

        @Setting(
                value = "files or folders of the final evaluation, with commas between; empty for the images kept for"
                        + " validation",
                path = true,
                several = true,
                decisive = false)
        String test,

        @Setting(value = "the most samples to read; 0 for all", range = Range.NOT_NEGATIVE)
        int limit,

        @Setting(
                value = "records and images that cannot be used: stop lists them all and ends, skip leaves them out and"
                        + " counts them, few skips them where they are at most 1 in 100 of at least 10,000 samples",
                decisive = false)
        BadData bad,

        @Setting(
                value =
                        "samples longer than the language model's context: stop lists them all and ends, cut cuts off the"
                                + " end of the answer, skip leaves them out",
                key = "long",
                decisive = false)
        LongSamples longs,

        @Setting(
                value = "whether images must lie in the folder of the images, or of the data where none is given, links"
                        + " followed; those that do not cannot be used",
                decisive = false)
        boolean confined,

        @Setting(
                value = "whether a batch has samples of like length, and, of a mixture, of one source; saves padding",
                before = "false")
        boolean groupByLength,

        @Setting(
                value = "order of the samples: shuffled anew in each epoch, or sequential, as they stand in the data",
                before = "shuffled")
        Order order,

        @Setting(
                value =
                        "file that says which samples are learnt from, one after the other, by number from 0 or by id: a line"
                                + " or an element of a JSON array for each, or an array for the samples of each step; after its end it"
                                + " begins again",
                path = true,
                decisive = false,
                before = "")
        String orderFile) {
    static final DataSettings DEFAULTS = new DataSettings(
            "",
            "",
            "",
            0,
            0.1,
            "",
            0,
            Tolerance.DEFAULT.bad(),
            Tolerance.DEFAULT.longs(),
            false,
            false,
            Order.SHUFFLED,
            "");

    /** In which order samples are learnt from. */
    public enum Order {
        SHUFFLED,
        SEQUENTIAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of samples that cannot be used as they are. The samples themselves decide what is learnt. */
    public Tolerance tolerance() {
        return new Tolerance(bad, longs);
    }

    /** The format that was chosen; empty to tell by the content. */
    public Optional<DatasetFormat> datasetFormat() {
        return format.isEmpty() ? Optional.empty() : Optional.of(DatasetFormat.of(format));
    }
}
