package dev.kintsugi.faults.fault;

import java.util.Locale;

/** What goes wrong. Each is done for real. */
public enum FaultKind {
    FLIP_BIT(Boundary.MODEL_FILE, "one bit in the middle of the network that the stage needs is another"),
    TRUNCATE(Boundary.MODEL_FILE, "the second half of the network that the stage needs is cut off"),
    DELETE(Boundary.MODEL_FILE, "the network that the stage needs is deleted"),
    UNREADABLE(Boundary.MODEL_FILE, "the network that the stage needs becomes a link to itself, which cannot be read"),
    ALLOCATION(Boundary.MEMORY_LIMIT, "ONNX Runtime is asked for more memory than there is, by its own allocator"),
    OPERATOR_ERROR(Boundary.SESSION_RUN, "an operator of a network fails"),
    HANG(Boundary.SESSION_RUN, "a network computes until the time of the try is used up or the caller cancels"),
    FULL(Boundary.DISK, "the next file is written to a device that has no space left"),
    NO_ROOM(Boundary.STORE, "the database may not grow any more, and a change needs more room than it has"),
    READ_ONLY(Boundary.STORE, "the database refuses to be changed"),
    FORWARD(Boundary.CLOCK, "the machine's clock says an hour later"),
    BACKWARD(Boundary.CLOCK, "the machine's clock says an hour earlier");

    private final Boundary boundary;
    private final String text;

    FaultKind(Boundary boundary, String text) {
        this.boundary = boundary;
        this.text = text;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    Boundary boundary() {
        return boundary;
    }

    /** What is done, in a sentence. */
    public String text() {
        return text;
    }
}
