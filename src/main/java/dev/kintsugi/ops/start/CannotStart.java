package dev.kintsugi.ops.start;

import java.util.List;

/** The service cannot start before its operator has put something right. */
final class CannotStart extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems each in one line that says what to do */
    CannotStart(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = problems;
    }

    List<String> problems() {
        return problems;
    }
}
