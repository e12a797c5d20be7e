package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.report.metric.Label;
import dev.kintsugi.report.metric.Metric;
import dev.kintsugi.report.metric.MetricType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of a failure that is repaired: in the metrics, as they are declared, and in the log. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
class TelemetryTest {

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ((?:kintsugi|gen_ai)_\\S+) (\\S+)$");
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.*)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private final String correlation = UUID.randomUUID().toString();

    @BeforeEach
    void repair() {
        given().contentType("application/json")
                .body(Map.of("boundary", "model_file", "kind", "delete", "matcher", Map.of("phase", "denoise")))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        given().header("X-Correlation-ID", correlation)
                .contentType("application/json")
                .body(Map.of("prompt", "a red star " + correlation, "size", "64x64", "steps", 2))
                .post("/v1/images/generations")
                .then()
                .statusCode(200);
    }

    @AfterEach
    void endFaults() {
        given().delete("/admin/faults").then().statusCode(204);
    }

    @Test
    void everyMetricIsAsDeclaredAndEachThatIsDeclaredIsThere() {
        var declared = new TreeMap<String, String>();
        for (var metric : Metric.values()) {
            declared.put(metric.prometheusName(), metric.type().code());
            if (metric.type() == MetricType.HISTOGRAM) {
                declared.put(metric.prometheusName() + "_max", MetricType.GAUGE.code());
            }
        }
        declared.remove(Metric.BREAKER_OPENED.prometheusName()); // none has opened here
        declared.remove(Metric.ALERT_DELIVERIES.prometheusName()); // none is sent here
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(types(scrape())).containsExactlyInAnyOrderEntriesOf(declared));
        var text = scrape();
        var help = HELP.matcher(text)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        for (var metric : Metric.values()) {
            if (declared.containsKey(metric.prometheusName())) {
                assertThat(help.get(metric.prometheusName())).isEqualTo(metric.help());
                assertThat(labels(text, metric))
                        .as(metric.prometheusName())
                        .containsExactlyInAnyOrderElementsOf(metric.labels().stream()
                                .map(Label::prometheusName)
                                .toList());
            }
        }
    }

    @Test
    void theLogTellsOfTheRepairWithFieldsAtTheLevelOfItsSeverity() {
        var lines = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(this::recoveryLines, found -> found.size() >= 2);
        assertThat(lines)
                .extracting(
                        line -> line.path("loggerName").asText(),
                        line -> line.path("level").asText(),
                        line -> line.path("mdc").path("failure").asText(),
                        line -> line.path("mdc").path("severity").asText(),
                        line -> line.path("mdc").path("strategy").asText(),
                        line -> line.path("mdc").path("attempt").asText(),
                        line -> line.path("mdc").path("model").asText())
                .containsExactly(line("WARN"), line("INFO"));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.path("mdc").path("job").asText()).startsWith("job_"));
    }

    private static org.assertj.core.groups.Tuple line(String level) {
        return tuple(
                "dev.kintsugi.job.support.RecoveryLog",
                level,
                "model_loading_failed",
                "high",
                "automatic_repair",
                "1",
                "shapes-diffusion");
    }

    @Test
    void promtoolFindsNothingWrong() throws Exception {
        assumeTrue(hasPromtool(), "promtool is not installed");
        var promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = promtool.getOutputStream()) {
            in.write(scrape().getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines().filter(line -> line.startsWith("kintsugi_") || line.startsWith("gen_ai_")))
                .isEmpty();
        assertThat(said).doesNotContain("error while linting");
    }

    private static boolean hasPromtool() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }

    private List<JsonNode> recoveryLines() throws IOException {
        var json = new ObjectMapper();
        try (var lines = Files.lines(Path.of(TracesTest.LOG))) {
            return lines.filter(line -> line.contains(correlation) && line.contains("strategy"))
                    .map(line -> {
                        try {
                            return json.readTree(line);
                        } catch (IOException e) {
                            throw new AssertionError(line, e);
                        }
                    })
                    .toList();
        }
    }

    private static String scrape() {
        return given().accept("text/plain; version=0.0.4").get("/q/metrics").asString();
    }

    private static Map<String, String> types(String text) {
        return TYPE.matcher(text)
                .results()
                .filter(found -> !found.group(1).equals(Metric.BREAKER_OPENED.prometheusName()))
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    private static TreeSet<String> labels(String text, Metric metric) {
        var line = Pattern.compile("(?m)^" + metric.prometheusName() + "(?:_count)?(\\{.*\\})? \\S+$")
                .matcher(text);
        assertThat(line.find()).as(metric.prometheusName()).isTrue();
        return LABEL.matcher(line.group(1) == null ? "" : line.group(1))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
