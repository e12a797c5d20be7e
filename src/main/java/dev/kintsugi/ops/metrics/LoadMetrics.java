package dev.kintsugi.ops.metrics;

import dev.kintsugi.capacity.load.Load;
import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.tensor.TensorScope;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** How busy the service is now. */
@ApplicationScoped
class LoadMetrics {

    private final Meters meters;
    private final QueueStatus queue;
    private final Sessions sessions;
    private final LoadMonitor load;
    private final Clock clock;

    LoadMetrics(Meters meters, QueueStatus queue, Sessions sessions, LoadMonitor load, Clock clock) {
        this.meters = meters;
        this.queue = queue;
        this.sessions = sessions;
        this.load = load;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        meters.gauge(Metric.JOBS_WAITING, queue, QueueStatus::waiting);
        meters.gauge(
                Metric.JOBS_OLDEST_WAIT,
                queue,
                status -> status.oldestWait(clock.instant()).toMillis() / 1000.0);
        meters.gauge(Metric.JOBS_RUNNING, queue, QueueStatus::running);
        meters.gauge(Metric.JOBS_LIMIT, queue, QueueStatus::workers);
        meters.gauge(Metric.SESSIONS_LOADED, sessions, Sessions::loaded);
        meters.gauge(Metric.SERVICE_LEVEL, load, monitor -> monitor.level().ordinal());
        part("cpu", Load::cpu);
        part("memory", Load::memory);
        part("gpu", Load::gpu);
        part("queue", Load::queue);
        meters.gauge(Metric.TENSORS_OPEN, load, _ -> TensorScope.openTensors());
    }

    private void part(String name, ToDoubleFunction<Load> of) {
        meters.gauge(Metric.LOAD, load, monitor -> of.applyAsDouble(monitor.load()), name);
    }
}
