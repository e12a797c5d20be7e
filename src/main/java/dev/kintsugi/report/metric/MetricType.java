package dev.kintsugi.report.metric;

import java.util.Locale;

/** The types of metrics, by their names in Prometheus. */
public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    /** The name in Prometheus. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
