package dev.graft.models.data.fault;

import dev.graft.tensors.ModelFileException;

/** A fault of a data set that its reader came upon. */
public final class FaultException extends ModelFileException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    public FaultException(Fault fault, Throwable cause) {
        super(fault.toString(), cause);
        this.fault = fault;
    }

    /** A fault of a kind at a place. */
    public FaultException(FaultKind kind, Object place, String message) {
        this(new Fault(kind, place.toString(), message));
    }

    public Fault fault() {
        return fault;
    }

    /**
     * The fault that a failure of a reader tells of; one of a format that knows no kinds is a malformed record.
     *
     * @param place where the reader stands, for a failure that does not say
     */
    public static Fault of(ModelFileException failure, String place) {
        return failure instanceof FaultException known
                ? known.fault
                : new Fault(FaultKind.MALFORMED, place, failure.getMessage());
    }
}
