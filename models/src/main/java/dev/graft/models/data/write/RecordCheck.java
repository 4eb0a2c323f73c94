package dev.graft.models.data.write;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.tensors.ModelFileException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the samples of a data set can be written in a format: each record is made, read by the format's own reader, and must
 * give the same samples.
 */
final class RecordCheck {
    private final DatasetFormat format;
    private final SampleForm form;
    private final BitSet accepted = new BitSet();
    private final Map<String, Long> unsaid = new TreeMap<>();

    RecordCheck(DatasetFormat format) {
        this.format = format;
        this.form = format.form().orElseThrow();
    }

    /**
     * Looks at all samples.
     *
     * @param faults told of those that would not be read back as they are
     */
    void check(IndexedDataset samples, ImageNames names, FaultReport faults) {
        for (List<Integer> record : Turns.of(form, samples)) {
            List<Sample> turns = record.stream()
                    .map(i -> names.renamed(form.kept(samples.get(i))))
                    .toList();
            String problem = problem(turns);
            for (int i : record) {
                if (problem.isEmpty()) {
                    accepted.set(i);
                    unsaid(samples.get(i), form.kept(samples.get(i)));
                } else {
                    faults.add(
                            new Fault(FaultKind.UNWRITABLE, samples.place(i), "as '" + format.id() + "' " + problem));
                }
            }
        }
    }

    /** Whether the sample of a number can be written. */
    boolean isAccepted(int number) {
        return accepted.get(number);
    }

    /** Of how many of the accepted samples something is not said, by what it is. */
    Map<String, Long> unsaid() {
        return unsaid;
    }

    private String problem(List<Sample> turns) {
        try {
            List<Sample> read = form.read(form.record(turns), ImageNames.FOLDER_OF_ALL);
            boolean same = read.stream()
                    .map(RecordCheck::plain)
                    .toList()
                    .equals(turns.stream().map(RecordCheck::plain).toList());
            return same ? "" : "it would be read otherwise than it is" + reason(read, turns);
        } catch (ModelFileException e) {
            return "it could not be read again: " + FaultException.of(e, "").message();
        }
    }

    /** Without the number of the record, which is another in another file. */
    private static Sample plain(Sample sample) {
        return new Sample(
                sample.id(),
                sample.images(),
                sample.instruction(),
                sample.history(),
                sample.question(),
                sample.answers(),
                sample.choices(),
                sample.questionType(),
                sample.answerType(),
                1);
    }

    private static String reason(List<Sample> read, List<Sample> turns) {
        return read.size() == turns.size()
                ? ", for its text or the places of its images"
                : ": each of its " + read.size() + " turns would be a sample, and it has " + turns.size();
    }

    /** Counts what is said of a sample and not of the same as it is kept. */
    private void unsaid(Sample sample, Sample kept) {
        note("further answers", sample.answers().size() > kept.answers().size());
        note("choices", !sample.choices().equals(kept.choices()));
        note("type of question", !sample.questionType().equals(kept.questionType()));
        note("type of answer", !sample.answerType().equals(kept.answerType()));
        boolean words =
                sample.question().equals(kept.question()) && sample.history().equals(kept.history());
        note("spaces around a question", !words);
    }

    private void note(String what, boolean is) {
        if (is) {
            unsaid.merge(what, 1L, Long::sum);
        }
    }
}
