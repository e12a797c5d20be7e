package dev.kintsugi.ops.metrics;

import dev.kintsugi.report.metric.Buckets;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;

/** Makes the times of HTTP calls histograms, and bounds the labels of calls that broke off, which {@link HttpTags} does not see. */
@Singleton
class HttpMeters implements MeterFilter {

    private static final String REQUESTS = "http.server.requests";

    @Override
    public Meter.Id map(Meter.Id id) {
        var uri = id.getName().startsWith("http.server.") ? id.getTag("uri") : null;
        if (uri == null) {
            return id;
        }
        var tags = new ArrayList<>(id.getTags());
        tags.replaceAll(tag -> switch (tag.getKey()) {
            case "uri" -> Tag.of("uri", HttpPaths.name(uri));
            case "method" -> Tag.of("method", HttpTags.method(tag.getValue()));
            default -> tag;
        });
        return id.replaceTags(tags);
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals(REQUESTS)
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(Buckets.REQUEST.bounds().stream()
                                .mapToDouble(bound -> (double) bound.toNanos())
                                .toArray())
                        .build()
                        .merge(config)
                : config;
    }
}
