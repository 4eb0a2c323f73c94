package dev.graft.models.data.check;

import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.tensors.files.FileHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is more than once in a data set, and what is in two. */
public final class Repetitions {
    private Repetitions() {}

    /** Samples, identifiers and images that were there before. */
    public static FaultReport within(CheckedData data) {
        FaultReport found = new FaultReport();
        IndexedDataset samples = data.samples();
        Map<String, String> ids = new HashMap<>();
        Map<String, String> contents = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String place = samples.place(i);
            // The turns of a conversation share place and id.
            String first = ids.putIfAbsent(sample.id(), place);
            boolean turn = i > 0 && samples.place(i - 1).equals(place);
            if (first != null && !turn) {
                found.add(new Fault(FaultKind.SAME_ID, place, "'" + sample.id() + "' is also the id of " + first));
            }
            String same = contents.putIfAbsent(content(sample), place);
            if (same != null) {
                found.add(new Fault(FaultKind.SAME_SAMPLE, place, "image, question and answers are those of " + same));
            }
        }
        images(data, found);
        return found;
    }

    private static String content(Sample sample) {
        return FileHash.ofText(String.join(
                "\n",
                sample.images().toString(),
                sample.instruction(),
                sample.history().toString(),
                sample.question(),
                sample.answers().toString()));
    }

    private static void images(CheckedData data, FaultReport found) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < data.images().size(); i++) {
            if (data.images().get(i) instanceof ImageState.Decoded image) {
                String name = data.samples().images().get(i).name();
                String first = names.putIfAbsent(image.pixels(), name);
                if (first != null) {
                    found.add(new Fault(
                            FaultKind.SAME_IMAGE,
                            data.samples().name(),
                            "image '" + name + "' shows what '" + first + "' shows"));
                }
            }
        }
    }

    /**
     * Images of test data that are also in training data, told by the records of the test data. They are known by the content
     * of the file, and by their pixels where another file holds the same without loss; a picture that was scaled or
     * compressed anew is not found.
     */
    public static FaultReport between(CheckedData training, CheckedData test) {
        Map<String, String> trained = new HashMap<>();
        List<ImageState> images = training.images();
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i) instanceof ImageState.Decoded image) {
                trained.putIfAbsent(
                        image.pixels(), training.samples().images().get(i).name());
            }
        }
        FaultReport found = new FaultReport();
        String before = "";
        for (int i = 0; i < test.samples().size(); i++) {
            String place = test.samples().place(i);
            for (int number : test.samples().imageIndices(i)) {
                if (!place.equals(before)
                        && test.images().get(number) instanceof ImageState.Decoded image
                        && trained.containsKey(image.pixels())) {
                    before = place;
                    String name = test.samples().images().get(number).name();
                    String copy = "image '" + name + "' is '" + trained.get(image.pixels()) + "' of "
                            + training.samples().name();
                    found.add(new Fault(FaultKind.LEAK, place, copy));
                }
            }
        }
        return found;
    }
}
