package dev.graft.models.data.fault;

import dev.graft.tensors.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be done about faults in data, which were all found before it is decided. */
public record Tolerance(BadData bad, LongSamples longs) {
    /** How many faults of each kind a message lists. */
    public static final int LISTED = 10;

    /** What holds where nothing is said. */
    public static final Tolerance DEFAULT = new Tolerance(BadData.FEW, LongSamples.STOP);

    /**
     * Refuses a data set with faults that are not to be left out.
     *
     * @throws FaultyDataException as {@link #refusal} says
     */
    public void require(String name, FaultReport faults, long usable) {
        refusal(name, faults, usable).ifPresent(message -> {
            throw new FaultyDataException(message);
        });
    }

    /**
     * Why a data set cannot be used, with its faults of all kinds; empty where it can, without what is faulty. Samples without
     * an image, where one is needed, are never a reason.
     *
     * @param name what messages call the data set
     * @param usable how many samples have no fault
     */
    public Optional<String> refusal(String name, FaultReport faults, long usable) {
        long all = usable + faults.total();
        long overlong = faults.count(FaultKind.OVERLONG);
        long unfit = faults.total() - overlong - faults.count(FaultKind.NO_IMAGE);
        List<String> remedies = new ArrayList<>();
        if (faults.count(FaultKind.BROKEN_FILE) > 0) {
            remedies.add("the file must be mended, for it is not known how much of it is lost");
        } else if (!bad.accepts(unfit, all)) {
            remedies.add("--bad skip (the setting data.bad) leaves out what cannot be used, and counts it");
        }
        if (overlong > 0 && longs == LongSamples.STOP) {
            remedies.add("--long cut or --long skip (the setting data.long) is for samples that are too long");
        }
        return remedies.isEmpty()
                ? Optional.empty()
                : Optional.of(Place.at(
                        name,
                        faults.total() + " of " + all + " samples cannot be used:\n" + faults.toText(LISTED)
                                + String.join("\n", remedies)));
    }
}
