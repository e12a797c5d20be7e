package dev.kintsugi.capacity.features;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one dependency stands: pure. One failure is enough, since it was a real one; then it is probed after pauses that
 * double, and one probe that succeeds is enough as well.
 *
 * @param failing since when and why; nothing while it works
 * @param nextProbe when it is tried next
 */
record DependencyHealth(Optional<Failing> failing, Instant nextProbe) {

    /**
     * What is wrong since when, and the pause before the next probe.
     *
     * @param met what requests say of it, as the last of them met it; empty if none did
     * @param found what the last probe says of it; empty if none did yet
     */
    record Failing(Instant since, Optional<String> met, Optional<String> found, Duration pause) {

        /** What did not work, as requests met it, and why, as the probe found it. */
        String problem() {
            var probe = found.filter(words -> met.stream().noneMatch(words::equals));
            return Stream.concat(met.stream(), probe.stream()).collect(Collectors.joining(": "));
        }
    }

    /** How often a healthy dependency is probed, and the first and longest pause after a failure. */
    record Rhythm(Duration usual, Duration first, Duration longest) {}

    static DependencyHealth begun(Instant now) {
        return new DependencyHealth(Optional.empty(), now);
    }

    /** A probe that failed. */
    DependencyHealth failed(String problem, Instant now, Rhythm rhythm) {
        var known = failing.map(before ->
                        new Failing(before.since(), before.met(), Optional.of(problem), next(before.pause(), rhythm)))
                .orElseGet(() -> new Failing(now, Optional.empty(), Optional.of(problem), rhythm.first()));
        return new DependencyHealth(Optional.of(known), now.plus(known.pause()));
    }

    private static Duration next(Duration pause, Rhythm rhythm) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(rhythm.longest()) < 0 ? doubled : rhythm.longest();
    }

    /**
     * A failure that a request met. Of a dependency that is known to fail it changes only the words: probes decide when
     * it is back.
     */
    DependencyHealth reported(String problem, Instant now, Rhythm rhythm) {
        var met = Optional.of(problem);
        return failing.map(before -> new DependencyHealth(
                        Optional.of(new Failing(before.since(), met, before.found(), before.pause())), nextProbe))
                .orElseGet(() -> new DependencyHealth(
                        Optional.of(new Failing(now, met, Optional.empty(), rhythm.first())),
                        now.plus(rhythm.first())));
    }

    /** The same, tried by then at the latest. */
    DependencyHealth triedBy(Instant time) {
        return nextProbe.isAfter(time) ? new DependencyHealth(failing, time) : this;
    }

    DependencyHealth worked(Instant now, Rhythm rhythm) {
        return new DependencyHealth(Optional.empty(), now.plus(rhythm.usual()));
    }
}
