package dev.kintsugi.api.error;

import jakarta.ws.rs.NotFoundException;

/** There is no such job, or it is not kept any more. */
public final class UnknownJob extends NotFoundException {
    private static final long serialVersionUID = 1;

    static final String TEXT = "there is no such job, or it is not kept any more";

    public UnknownJob() {
        super(TEXT);
    }
}
