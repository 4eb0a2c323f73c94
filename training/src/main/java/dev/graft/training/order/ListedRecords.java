package dev.graft.training.order;

import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.sampling.Split;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import dev.graft.training.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The records of a data set as a file of an order names them: by number from 0, or by id. A record may have several samples,
 * as each answer of a conversation is one; they are learnt from together.
 */
public final class ListedRecords {
    private static final int AMBIGUOUS = -1;

    private final IndexedDataset samples;
    private final boolean isWhole;
    /** The first sample of each record, and behind the last the number of samples. */
    private final int[] starts;

    private final Map<String, Integer> byId = new HashMap<>();
    /** Of each sample its place among those that are learnt from; -1 of those that are held out. */
    private final int[] places;

    private final int learnt;

    /**
     * The records of a run's data.
     *
     * @param isWhole whether every record that was read is among the samples; where some were left out, the others' numbers are not
     *     those that a user counts
     */
    public ListedRecords(TrainingSettings settings, IndexedDataset samples, boolean isWhole) {
        this.samples = samples;
        this.isWhole = isWhole;
        List<Integer> first = new ArrayList<>();
        String before = "";
        for (int i = 0; i < samples.size(); i++) {
            String place = samples.place(i);
            if (i == 0 || !place.equals(before)) {
                byId.merge(samples.get(i).id(), first.size(), (one, other) -> AMBIGUOUS);
                first.add(i);
            }
            before = place;
        }
        this.starts = IntStream.concat(first.stream().mapToInt(i -> i), IntStream.of(samples.size()))
                .toArray();
        boolean[] held = new Split(settings.data().validation(), settings.seed()).heldOut(samples);
        this.places = new int[samples.size()];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = held[i] ? -1 : next++;
        }
        this.learnt = next;
    }

    /** How many samples are learnt from. */
    int learnt() {
        return learnt;
    }

    /** How many records there are. */
    private int size() {
        return starts.length - 1;
    }

    /** The places, among the samples that are learnt from, of the samples of a record by its number from 0. */
    int[] numbered(long number) {
        if (!isWhole) {
            throw new InvalidInputException("names the record " + number
                    + " by its number, and of the data some records are left out, so that the numbers do not say which is meant;"
                    + " name records by their ids, as texts, or mend the data: 'graft data check' lists what is wrong");
        }
        if (number < 0 || number >= size()) {
            throw new InvalidInputException("names the record " + number + ", and the data have " + size()
                    + ", numbered from 0 to " + (size() - 1)
                    + (byId.containsKey(Long.toString(number))
                            ? "; there is one of the id \"" + number + "\", which is meant by writing it in quotes"
                            : ""));
        }
        return places((int) number);
    }

    /** The places, among the samples that are learnt from, of the samples of a record by its id. */
    int[] named(String id) {
        Integer number = byId.get(id);
        if (number == null) {
            // The text itself is not shown: the file may be one that was named by mistake.
            throw new InvalidInputException("names an id that no record of the data has"
                    + Suggestions.nearest(id, byId.keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(""));
        }
        if (number == AMBIGUOUS) {
            throw new InvalidInputException(
                    "names the id '" + id + "', which several records of the data have; name one by its number from 0");
        }
        return places(number);
    }

    private int[] places(int record) {
        int[] found = Arrays.copyOfRange(places, starts[record], starts[record + 1]);
        if (Arrays.stream(found).anyMatch(place -> place < 0)) {
            throw new InvalidInputException("names " + samples.place(starts[record])
                    + " with the id '" + samples.get(starts[record]).id()
                    + "', which is held out for validation; leave it out, or set data.validation=0");
        }
        return found;
    }
}
