package dev.kintsugi.faults.fault;

import dev.kintsugi.pipeline.Pipelines;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The faults that were asked for, in their order. Every hit is counted and logged: an answer does not tell of it. */
@ApplicationScoped
public class Faults {

    private static final int MOST = 100;

    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong last = new AtomicLong();
    private final Meters meters;
    private final RandomGenerator random;
    private final Clock clock;
    private final String store;
    private final Pipelines pipelines;

    Faults(
            Meters meters,
            RandomGenerator random,
            @RealClock Clock clock,
            @ConfigProperty(name = "kintsugi.store.kind", defaultValue = "sqlite") String store,
            Pipelines pipelines) {
        this.store = store;
        this.pipelines = pipelines;
        this.meters = meters;
        this.random = random;
        this.clock = clock;
    }

    /** @throws TypedException invalid_parameters if it is not a fault that there can be, or there are too many */
    public FaultView add(FaultRequest request) {
        var kind = FaultCheck.check(request, pipelines.stages());
        if (kind == FaultKind.NO_ROOM && !store.equalsIgnoreCase("sqlite")) {
            throw TypedException.invalid(
                    List.of(new FieldError("kind", "is possible with a file of SQLite only, not with " + store)));
        }
        var now = clock.instant();
        if (faults.size() >= MOST) {
            throw new TypedException(
                    FailureType.INVALID_PARAMETERS, "there are " + MOST + " faults already: delete some of them");
        }
        var seed = request.seed() == null ? random.nextInt(Integer.MAX_VALUE) : request.seed();
        var fault = new Fault("fault-" + last.incrementAndGet(), kind, request, seed, now);
        faults.add(fault);
        return fault.view(now);
    }

    public List<FaultView> views() {
        var now = clock.instant();
        return faults.stream().map(fault -> fault.view(now)).toList();
    }

    /** Those at these boundaries, which may be used up. */
    public List<Fault> at(Set<Boundary> boundaries) {
        return faults.isEmpty()
                ? List.of()
                : faults.stream()
                        .filter(fault -> boundaries.contains(fault.kind().boundary()))
                        .toList();
    }

    /** Whether a fault happens on this occasion; the caller makes it happen then. */
    public boolean hits(Fault fault, InjectionPoint point) {
        if (!fault.hits(point, clock.instant())) {
            return false;
        }
        var kind = fault.kind();
        meters.count(Metric.FAULTS_INJECTED, kind.boundary().code(), kind.code());
        if (kind.boundary() != Boundary.CLOCK || fault.isFirstHit()) { // it is read all the time
            Log.warnf(
                    "%s, %s of %s, is injected: %s",
                    fault.id(), kind.code(), kind.boundary().code(), point);
        }
        return true;
    }

    /** @return false if there is none of that id */
    public boolean remove(String id) {
        return faults.removeIf(fault -> fault.id().equals(id));
    }

    public void clear() {
        faults.clear();
    }
}
