package dev.kintsugi.runtime.device;

import java.time.Duration;
import java.util.Optional;

/** Settings of a runtime on the CPU with one thread, as tests need them. */
public record TestSettings(
        Optional<String> memory, Duration stopGrace, Duration loadSilence, Duration idleAfter, int concurrency)
        implements RuntimeSettings {

    private static final Duration USUAL = Duration.ofSeconds(30);

    /** Without a budget. */
    public static TestSettings usual() {
        return new TestSettings(Optional.empty(), Duration.ofSeconds(5), USUAL, USUAL, 1);
    }

    /** @param budget such as {@code 18M}; empty for none */
    public static TestSettings with(Optional<String> budget) {
        return new TestSettings(budget, Duration.ofSeconds(5), USUAL, USUAL, 1);
    }

    /** With this time for a run to stop. */
    public static TestSettings stopping(Duration grace) {
        return new TestSettings(Optional.empty(), grace, USUAL, USUAL, 1);
    }

    /** With so many runs at the same time. */
    public static TestSettings concurrent(int runs) {
        return new TestSettings(Optional.empty(), Duration.ofSeconds(5), USUAL, USUAL, runs);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int threads() {
        return 1;
    }
}
