package dev.kintsugi.report.metric;

/** The base units of metrics. */
enum MetricUnit {
    SECONDS("seconds"),
    /** From 0 to 1. */
    RATIO("ratio"),
    /** A number of things, which the name tells. */
    NONE("");

    private final String suffix;

    MetricUnit(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the metric's name, empty if there is none. */
    String suffix() {
        return suffix;
    }
}
