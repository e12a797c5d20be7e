package dev.kintsugi.report.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Makes and updates the meters of {@link Metric metrics}. Values of labels are given in the order of the declaration. */
@ApplicationScoped
public class Meters {

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Adds a time to a histogram. */
    public void record(Metric metric, Duration time, String... values) {
        Timer.builder(metric.id())
                .description(metric.help())
                .tags(tags(metric, values))
                .serviceLevelObjectives(metric.buckets().bounds().toArray(Duration[]::new))
                .register(registry)
                .record(time);
    }

    /** Adds one to a counter. */
    public void count(Metric metric, String... values) {
        add(metric, 1, values);
    }

    /** The same so many times. */
    public void add(Metric metric, long times, String... values) {
        Counter.builder(metric.id())
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry)
                .increment(times);
    }

    /** A counter whose value is read when it is scraped. */
    public <T> void counter(Metric metric, T source, ToDoubleFunction<T> value, String... values) {
        FunctionCounter.builder(metric.id(), source, value)
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** A gauge whose value is read when it is scraped. The source must live as long as the service. */
    public <T> void gauge(Metric metric, T source, ToDoubleFunction<T> value, String... values) {
        Gauge.builder(metric.id(), source, value)
                .description(metric.help())
                .baseUnit(unit(metric))
                .tags(tags(metric, values))
                .register(registry);
    }

    /** Gauges that come and go. */
    public MultiGauge gauges(Metric metric) {
        return MultiGauge.builder(metric.id())
                .description(metric.help())
                .baseUnit(unit(metric))
                .register(registry);
    }

    private static @Nullable String unit(Metric metric) {
        return metric.unit().suffix().isEmpty() ? null : metric.unit().suffix();
    }

    /** The labels of a metric with these values. */
    public static Tags tags(Metric metric, String... values) {
        var labels = metric.labels();
        if (labels.size() != values.length) {
            throw new IllegalArgumentException(metric + " has the labels " + labels);
        }
        var pairs = new String[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            pairs[2 * i] = labels.get(i).key();
            pairs[2 * i + 1] = values[i];
        }
        return Tags.of(pairs);
    }
}
