package dev.kintsugi.api.openapi;

import static io.restassured.RestAssured.given;

import dev.kintsugi.PythonProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

/**
 * Schemathesis makes requests out of the OpenAPI document and compares each answer with it: no status, media type or field is
 * undocumented, and nothing ends in a 500. {@code -Dschemathesis.examples=100} makes more of them, {@code
 * -Dschemathesis.seed=…} others.
 */
@QuarkusTest
class SchemathesisTest {

    private static final String EXAMPLES = System.getProperty("schemathesis.examples", "2");
    private static final String SEED = System.getProperty("schemathesis.seed", "1");

    @TestHTTPResource("/")
    URI url;

    @Test
    void findsNoAnswerThatIsNotDocumented() throws Exception {
        PythonProject.install();
        PythonProject.write(
                "openapi.json", given().get("/q/openapi?format=json").asString());
        PythonProject.runModule(
                "schemathesis.cli",
                "run",
                "openapi.json",
                "--url",
                url.toString(),
                "--checks",
                "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance",
                "--exclude-operation-id",
                "followJob", // does not end before its job does
                "--phases",
                "examples,coverage,fuzzing",
                "--max-examples",
                EXAMPLES,
                "--seed",
                SEED,
                "--request-timeout",
                "30",
                "--suppress-health-check",
                "all",
                "--no-color");
    }
}
