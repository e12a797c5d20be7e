package dev.kintsugi.capacity.features;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
     * @param met whether a request met the problem, which says more than a probe
     */
    record Failing(Instant since, String problem, Duration pause, boolean met) {}

    /** How often a healthy dependency is probed, and the first and longest pause after a failure. */
    record Rhythm(Duration usual, Duration first, Duration longest) {}

    static DependencyHealth begun(Instant now) {
        return new DependencyHealth(Optional.empty(), now);
    }

    DependencyHealth failed(String problem, Instant now, Rhythm rhythm) {
        var pause = failing.map(Failing::pause)
                .map(before -> before.multipliedBy(2))
                .filter(doubled -> doubled.compareTo(rhythm.longest()) < 0)
                .orElse(failing.isEmpty() ? rhythm.first() : rhythm.longest());
        var since = failing.map(Failing::since).orElse(now);
        var met = failing.filter(Failing::met);
        var text = met.map(Failing::problem).orElse(problem);
        return new DependencyHealth(Optional.of(new Failing(since, text, pause, met.isPresent())), now.plus(pause));
    }

    /**
     * A failure that a request met is told in its words, and changes nothing else about a dependency that is known to fail: probes
     * decide when it is back.
     */
    DependencyHealth reported(String problem, Instant now, Rhythm rhythm) {
        if (failing.filter(Failing::met).isPresent()) {
            return this;
        }
        var known = failing.isPresent() ? this : failed(problem, now, rhythm);
        return new DependencyHealth(
                known.failing.map(before -> new Failing(before.since(), problem, before.pause(), true)),
                known.nextProbe);
    }

    /** The same, tried by then at the latest. */
    DependencyHealth triedBy(Instant time) {
        return nextProbe.isAfter(time) ? new DependencyHealth(failing, time) : this;
    }

    DependencyHealth worked(Instant now, Rhythm rhythm) {
        return new DependencyHealth(Optional.empty(), now.plus(rhythm.usual()));
    }
}
