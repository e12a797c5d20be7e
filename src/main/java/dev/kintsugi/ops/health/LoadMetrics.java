package dev.kintsugi.ops.health;

import dev.kintsugi.capacity.load.Load;
import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.tensor.TensorScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/**
 * How busy the service is now.
 *
 * <ul>
 *   <li>{@code kintsugi_jobs_waiting}, {@code kintsugi_jobs_running}, {@code kintsugi_jobs_limit}: how many may run,
 *       {@code kintsugi_sessions_loaded}
 *   <li>{@code kintsugi_load} {part}: cpu, memory, gpu and queue, 0 to 1; {@code kintsugi_service_level}: 0 full, 1
 *       reduced, 2 minimal
 *   <li>{@code kintsugi_tensors_open}: native tensors; zero while no network runs
 * </ul>
 */
@ApplicationScoped
class LoadMetrics {

    private final MeterRegistry registry;
    private final QueueStatus queue;
    private final Sessions sessions;
    private final LoadMonitor load;

    LoadMetrics(MeterRegistry registry, QueueStatus queue, Sessions sessions, LoadMonitor load) {
        this.registry = registry;
        this.queue = queue;
        this.sessions = sessions;
        this.load = load;
    }

    void start(@Observes StartupEvent event) {
        registry.gauge("kintsugi.jobs.waiting", queue, QueueStatus::waiting);
        registry.gauge("kintsugi.jobs.running", queue, QueueStatus::running);
        registry.gauge("kintsugi.jobs.limit", queue, QueueStatus::workers);
        registry.gauge("kintsugi.sessions.loaded", sessions, Sessions::loaded);
        registry.gauge(
                "kintsugi.service.level", load, monitor -> monitor.level().ordinal());
        part("cpu", Load::cpu);
        part("memory", Load::memory);
        part("gpu", Load::gpu);
        part("queue", Load::queue);
        Gauge.builder("kintsugi.tensors.open", TensorScope::openTensors).register(registry);
    }

    private void part(String name, ToDoubleFunction<Load> of) {
        registry.gauge("kintsugi.load", Tags.of("part", name), load, monitor -> of.applyAsDouble(monitor.load()));
    }
}
