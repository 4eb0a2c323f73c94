package dev.graft.models.data.captions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Karpathy's splits of COCO, Flickr8k and Flickr30k: {@code images} with their {@code sentences} and {@code split}. Of what is
 * trained on each sentence is a sample; of an image of {@code val} or {@code test} there is one sample, with all its sentences
 * as answers that count as right. This is how BLIP and LAVIS divide them.
 */
public final class KarpathyFormat implements DatasetFormat {
    private static final String IMAGES = "images";
    private static final Set<String> TESTED = Set.of("val", "test");

    @Override
    public String id() {
        return "karpathy";
    }

    @Override
    public String look() {
        return "Karpathy's 'images' with 'sentences' and 'split'";
    }

    @Override
    public Match match(FirstRecord first) {
        return FirstElement.has(first, IMAGES, "sentences") ? Match.YES : Match.NO;
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(this, options, List.of(file), () -> JsonArrayReader.open(file, IMAGES), () -> {
            ImageFolder folder = new ImageFolder(RecordDataset.folder(file, options));
            return record -> samples(record, folder);
        });
    }

    private static List<Sample> samples(JsonRecord record, ImageFolder folder) {
        record.requireObject("'filename', 'sentences' and 'split'");
        List<String> sentences = new ArrayList<>();
        record.elements("sentences")
                .forEach(each ->
                        sentences.add(record.filledTextOf(each.get("raw"), "'raw' of each element of 'sentences'")));
        String name = record.text("filename");
        String path =
                record.optionalText("filepath").map(above -> above + "/" + name).orElse(name);
        List<Sample> samples = new ArrayList<>();
        if (TESTED.contains(record.text("split"))) {
            samples.add(sample(record, folder, path, name, sentences));
        } else {
            sentences.forEach(each -> samples.add(sample(record, folder, path, name, List.of(each))));
        }
        return samples;
    }

    private static Sample sample(
            JsonRecord record, ImageFolder folder, String path, String name, List<String> sentences) {
        return new Draft(record, record.identifier("imgid"))
                .image(folder.find(record, List.of(path, name)))
                .answers(sentences)
                .sample();
    }
}
