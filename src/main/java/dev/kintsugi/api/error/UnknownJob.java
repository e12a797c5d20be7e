package dev.kintsugi.api.error;

import dev.kintsugi.job.JobId;
import jakarta.ws.rs.NotFoundException;

/** There is no such job, or it is not kept any more. */
public final class UnknownJob extends NotFoundException {
    private static final long serialVersionUID = 1;

    static final String TEXT = "there is no such job, or it is not kept any more";

    private final boolean possible;

    /** @param id what the client wrote */
    public UnknownJob(String id) {
        super(TEXT);
        this.possible = JobId.of(id).isPresent();
    }

    /** Whether there may have been a job of this name. */
    boolean isPossible() {
        return possible;
    }
}
