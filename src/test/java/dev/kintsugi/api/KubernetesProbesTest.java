package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.KubernetesFiles;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the manifests ask the service is answered, and each probe asks for the checks that it is for. */
@QuarkusTest
class KubernetesProbesTest {

    @ParameterizedTest
    @CsvSource({
        "startupProbe, models installed",
        "livenessProbe, inference goes forward",
        "readinessProbe, a model can answer",
        "readinessProbe, queue has room",
        "readinessProbe, service goes on"
    })
    void aProbeAsksForTheCheckThatItIsFor(String probe, String check) throws IOException {
        var asked = KubernetesFiles.container().at("/" + probe + "/httpGet");
        assertThat(asked.path("port").asText())
                .isEqualTo(KubernetesFiles.container().at("/ports/0/name").asText());
        assertThat(given().get(asked.path("path").asText()).jsonPath().getList("checks.name", String.class))
                .contains(check);
    }

    @Test
    void prometheusFindsTheMetricsWhereItLooks() throws IOException {
        var path = KubernetesFiles.read("components/monitoring/servicemonitor.yaml")
                .at("/spec/endpoints/0/path")
                .asText();
        assertThat(given().get(path).asString())
                .contains("\nkintsugi_jobs_waiting ", "\nkintsugi_jobs_oldest_wait_seconds ");
    }
}
