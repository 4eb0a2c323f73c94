package dev.graft.models.data.write;

import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import java.util.ArrayList;
import java.util.List;

/** Which samples of a data set are one record in a form. */
final class Turns {
    private Turns() {}

    /** The numbers of the samples of each record, in order. */
    static List<List<Integer>> of(SampleForm form, IndexedDataset samples) {
        List<List<Integer>> records = new ArrayList<>();
        List<Integer> record = new ArrayList<>();
        Sample before = null;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = form.joinsTurns() ? form.kept(samples.get(i)) : null;
            boolean goesOn =
                    before != null && samples.source(i).equals(samples.source(i - 1)) && follows(before, sample);
            if (!goesOn) {
                record = new ArrayList<>();
                records.add(record);
            }
            record.add(i);
            before = sample;
        }
        return records;
    }

    /** Whether a sample is the next turn of a conversation. */
    private static boolean follows(Sample before, Sample sample) {
        int turns = before.history().size();
        return sample.id().equals(before.id())
                && sample.instruction().equals(before.instruction())
                && sample.history().size() == turns + 1
                && sample.history().subList(0, turns).equals(before.history())
                && sample.history().get(turns).equals(new Turn(before.question(), before.target()))
                && sample.images().size() >= before.images().size()
                && sample.images().subList(0, before.images().size()).equals(before.images());
    }
}
