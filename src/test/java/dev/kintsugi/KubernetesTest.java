package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.api.call.InFlightRequests;
import dev.kintsugi.job.upkeep.Drain;
import dev.kintsugi.ops.alert.AlertDeliveries;
import dev.kintsugi.realtime.StreamShutdown;
import dev.kintsugi.report.metric.Metric;
import dev.kintsugi.report.metric.MetricType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests say of the service what is so. {@code k8s/check} checks them with the tools of Kubernetes and Prometheus. */
class KubernetesTest {

    private static final Pattern SETTING = Pattern.compile("(?m)^\\| `(kintsugi[^`]+)` \\| `?([^|`]*)`? \\|");
    private static final Pattern METRIC = Pattern.compile("\\b(?:kintsugi|gen_ai_server|http_server)_\\w+");
    private static final long MIB = 1L << 20;

    /** The smallest container for which the figures name no kill and pictures of the size that was asked for. */
    private static final long ENOUGH_MEMORY = 700_000_000;

    @Test
    void everySettingExists() throws IOException {
        var known = settings().keySet().stream().map(KubernetesTest::variable).collect(Collectors.toSet());
        assertThat(KubernetesFiles.environment())
                .isNotEmpty()
                .allSatisfy((name, _) -> assertThat(known).contains(name));
    }

    @Test
    void noVariablesOfKubernetesAreTakenForSettings() throws IOException {
        assertThat(KubernetesFiles.pod().path("enableServiceLinks")).hasToString("false");
    }

    @Test
    void theGracePeriodIsLongEnoughForTheWholeShutdown() throws Exception {
        var needed = Duration.ofSeconds(KubernetesFiles.container()
                .at("/lifecycle/preStop/sleep/seconds")
                .asLong());
        for (var key : new String[] {"shutdown.delay", "calls.drain", "jobs.drain", "jobs.hand-back"}) {
            needed = needed.plus(time("kintsugi." + key));
        }
        var closing = constant(Class.forName("dev.kintsugi.ops.end.GracefulShutdown"), "CLOSING");
        needed = needed.plus(constant(InFlightRequests.class, "LAST_WORDS").multipliedBy(2))
                .plus(constant(Drain.class, "SETTLING"))
                .plus(constant(Drain.class, "LAST"))
                .plus(StreamShutdown.LONGEST)
                .plus(closing.multipliedBy(2))
                .plus(AlertDeliveries.LONGEST_FLUSH);
        var grace = Duration.ofSeconds(
                KubernetesFiles.pod().path("terminationGracePeriodSeconds").asLong());
        assertThat(grace).isBetween(needed, needed.multipliedBy(2));
        assertThat(Files.readString(Path.of("k8s/base/deployment.yaml")))
                .contains("as long as it may: " + needed.toSeconds() + " s");
    }

    @Test
    void theServiceHasNoRightsThatItDoesNotNeed() throws IOException {
        var pod = KubernetesFiles.pod();
        assertThat(pod.path("automountServiceAccountToken")).hasToString("false");
        assertThat(KubernetesFiles.read("base/serviceaccount.yaml").path("automountServiceAccountToken"))
                .hasToString("false");
        assertThat(pod.at("/securityContext/runAsNonRoot")).hasToString("true");
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        var container = KubernetesFiles.container().path("securityContext");
        assertThat(container.path("allowPrivilegeEscalation")).hasToString("false");
        assertThat(container.path("readOnlyRootFilesystem")).hasToString("true");
        assertThat(container.at("/capabilities/drop")).hasToString("[\"ALL\"]");
        var labels = KubernetesFiles.read("base/namespace.yaml").at("/metadata/labels");
        assertThat(labels.path("pod-security.kubernetes.io/enforce").asText()).isEqualTo("restricted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-gpu"})
    void userPortAndWhatIsWrittenAreThoseOfTheImages(String kind) throws IOException {
        var image = Files.readString(Path.of("src/main/docker/Dockerfile." + kind));
        var user = KubernetesFiles.pod().at("/securityContext/runAsUser").asText();
        assertThat(image).contains("USER " + user + ":" + user + "\n");
        assertThat(image)
                .contains("EXPOSE "
                        + KubernetesFiles.container()
                                .at("/ports/0/containerPort")
                                .asText() + "\n");
        var mounts = new ArrayList<String>();
        KubernetesFiles.container()
                .path("volumeMounts")
                .forEach(mount -> mounts.add("\"" + mount.path("mountPath").asText() + "\""));
        assertThat(image).contains("VOLUME [" + String.join(", ", mounts) + "]");
        assertThat(image)
                .contains("KINTSUGI_HOME=" + KubernetesFiles.environment().get("KINTSUGI_HOME") + " ");
    }

    @Test
    void theMemoryIsEnoughAndNotOvercommitted() throws IOException {
        var resources = KubernetesFiles.container().path("resources");
        var limit = resources.at("/limits/memory").asText();
        assertThat(resources.at("/requests/memory").asText()).isEqualTo(limit);
        assertThat(Long.parseLong(limit.replace("Mi", "")) * MIB).isGreaterThanOrEqualTo(ENOUGH_MEMORY);
    }

    @Test
    void anUpdateNeverTakesAnInstanceBeforeAnotherIsThere() throws IOException {
        var cluster = KubernetesFiles.read("components/cluster/deployment.yaml").path("spec");
        assertThat(cluster.at("/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
        assertThat(cluster.path("replicas").asInt())
                .isEqualTo(KubernetesFiles.read("components/autoscaling/scaledobject.yaml")
                        .at("/spec/minReplicaCount")
                        .asInt());
        assertThat(KubernetesFiles.read("base/deployment.yaml")
                        .at("/spec/strategy/type")
                        .asText())
                .as("SQLite belongs to one process")
                .isEqualTo("Recreate");
    }

    @Test
    void callsGoToInstancesThatAreReadyIfThereAreOthers() throws IOException {
        assertThat(KubernetesFiles.read("base/service.yaml").at("/spec/publishNotReadyAddresses"))
                .as("a full queue is told by the service")
                .hasToString("true");
        assertThat(KubernetesFiles.read("components/cluster/service.yaml").at("/spec/publishNotReadyAddresses"))
                .hasToString("false");
    }

    @Test
    void metricsOfRulesDashboardAndAutoscalerExist() throws IOException {
        var known = Stream.of(Metric.values())
                .flatMap(KubernetesTest::series)
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(histogram("http_server_requests_seconds").toList());
        var recorded = new TreeSet<String>();
        for (var group : KubernetesFiles.read("components/monitoring/prometheusrule.yaml")
                .at("/spec/groups")) {
            group.path("rules").findValuesAsText("record").forEach(name -> recorded.add(name.split(":", -1)[1]));
        }
        var asked = KubernetesFiles.queries().stream()
                .flatMap(query -> METRIC.matcher(query).results().map(found -> found.group()))
                .filter(name -> !recorded.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    @Test
    void theDashboardShowsEveryMetric() throws IOException {
        var queries = String.join("\n", KubernetesFiles.queries());
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(queries).contains(metric.prometheusName()));
    }

    private static Stream<String> series(Metric metric) {
        return metric.type() == MetricType.HISTOGRAM
                ? histogram(metric.prometheusName())
                : Stream.of(metric.prometheusName());
    }

    private static Stream<String> histogram(String name) {
        return Stream.of("_bucket", "_sum", "_count", "_max").map(end -> name + end);
    }

    private static Duration time(String key) throws IOException {
        var set = KubernetesFiles.environment().get(variable(key));
        return Duration.parse("PT" + (set == null ? settings().get(key) : set).toUpperCase(Locale.ROOT));
    }

    private static Duration constant(Class<?> owner, String name) throws ReflectiveOperationException {
        var field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return (Duration) field.get(null);
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The keys of the page about settings with their defaults. */
    private static Map<String, String> settings() throws IOException {
        return SETTING.matcher(Files.readString(Path.of("src/site/markdown/settings.md")))
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> found.group(2).strip(), (one, _) -> one, TreeMap::new));
    }
}
