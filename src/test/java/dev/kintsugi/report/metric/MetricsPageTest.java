package dev.kintsugi.report.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all metrics is made from their declaration; {@code -Dgolden.update=true} writes it anew. */
class MetricsPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/metrics.md");

    private static final String HEAD = """
            # Metrics

            Made from `Metric`, `Label` and `Buckets`, as the meters are. `GET /q/metrics` gives them in Prometheus' text format, with those of the JVM,
            of HTTP and of circuit breakers of SmallRye Fault Tolerance (`ft_*`). A metric with labels appears with its first value.

            Times are histograms with fixed buckets, so those of several instances can be added, for example the 99th percentile of all jobs:

            ```
            histogram_quantile(0.99, sum by (le) (rate(kintsugi_job_duration_seconds_bucket[5m])))
            ```

            Each histogram has a gauge `<name>_max` beside it: the longest time of the last minutes.

            | metric | type | labels | meaning |
            |---|---|---|---|
            """;

    private static final String HTTP = """

            ## HTTP

            `http_server_requests_seconds` {`method`, `uri`, `status`, `outcome`} is a histogram of all HTTP calls. `uri` is the path as the API describes it, such as
            `/v1/jobs/{id}`, whatever the answer is, `/app/*` and `/q/*` for all files below, and `other` for any other path; `method` is `other` for methods that HTTP
            does not define.

            ## Traces

            The span `kintsugi.job` has the attributes `gen_ai.operation.name`, `gen_ai.provider.name`, `gen_ai.request.model`, `gen_ai.response.model`, `gen_ai.output.type` and
            `error.type` of OpenTelemetry's conventions for generative AI, and so has each `kintsugi.attempt`, whose `gen_ai.request.model` is the model of the attempt.

            ## Logs

            Lines about failures and recovery have the fields `correlation_id`, `job`, `model`, `failure`, `severity`, `strategy` and `attempt`, in `mdc` of JSON lines. Their level is that
            of the severity: `DEBUG` for low, `INFO` for medium, `WARN` for high, `ERROR` for critical. Steps of a recovery that worked are `INFO` at most, and requests
            that are refused because of their caller, or because the service is busy, are `DEBUG`. The logger of jobs is `dev.kintsugi.job.support.RecoveryLog`, that of calls
            `dev.kintsugi.api.error.CallLog`.

            ## Readiness

            `GET /q/health/ready` has a check for each thing that requests need, with `duration_us`. The checks of disk, stores and device stay `UP`, since requests are answered
            without them: `works` is false then, and `problem` says why.
            """;

    @Test
    void thePageSaysWhatTheDeclarationSays() throws IOException {
        var page = HEAD
                + Arrays.stream(Metric.values()).map(MetricsPageTest::row).collect(Collectors.joining())
                + "\n## Labels\n\nEach label has few values, whatever callers send.\n\n"
                + "| label | values |\n|---|---|\n"
                + Arrays.stream(Label.values())
                        .map(label -> "| `%s` | %s |\n".formatted(label.prometheusName(), label.meaning()))
                        .collect(Collectors.joining())
                + "\n## Buckets\n\n| metric | upper bounds in seconds |\n|---|---|\n"
                + "| `http_server_requests_seconds` | " + bounds(Buckets.REQUEST) + " |\n"
                + Arrays.stream(Metric.values())
                        .filter(metric -> metric.type() == MetricType.HISTOGRAM)
                        .map(metric -> "| `%s` | %s |\n".formatted(metric.prometheusName(), bounds(metric.buckets())))
                        .collect(Collectors.joining())
                + HTTP;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(page).isEqualTo(Files.readString(PAGE));
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        metric.prometheusName(),
                        metric.type().code(),
                        metric.labels().stream()
                                .map(label -> "`" + label.prometheusName() + "`")
                                .collect(Collectors.joining(", ")),
                        metric.help());
    }

    private static String bounds(Buckets buckets) {
        return buckets.bounds().stream().map(MetricsPageTest::seconds).collect(Collectors.joining(", "));
    }

    private static String seconds(Duration bound) {
        var text = String.valueOf(bound.toMillis() / 1000.0);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
