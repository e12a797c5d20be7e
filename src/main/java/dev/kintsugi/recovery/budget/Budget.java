package dev.kintsugi.recovery.budget;

import java.time.Instant;

/**
 * What one operation may spend.
 *
 * @param attempts how often it may be tried in all, the first time included
 * @param failedStrategies after how many different strategies that did not help a person is asked
 * @param deadline when nothing new is begun any more
 * @param retries whether the very same may be tried again; not while the {@link RetryBudget} of all is used up
 */
public record Budget(int attempts, int failedStrategies, Instant deadline, boolean retries) {

    public Budget(int attempts, int failedStrategies, Instant deadline) {
        this(attempts, failedStrategies, deadline, true);
    }

    public Budget {
        if (attempts < 1 || failedStrategies < 1) {
            throw new IllegalArgumentException("a budget allows at least one attempt and one strategy");
        }
    }

    public Budget withoutRetries() {
        return new Budget(attempts, failedStrategies, deadline, false);
    }
}
