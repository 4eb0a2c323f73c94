package dev.graft.models.data.fault;

import dev.graft.tensors.ModelFileException;

/** Data with faults that are not to be left out. The message lists them, each on a line of its own. */
public final class FaultyDataException extends ModelFileException {
    private static final long serialVersionUID = 1L;

    public FaultyDataException(String list) {
        super(list);
    }
}
