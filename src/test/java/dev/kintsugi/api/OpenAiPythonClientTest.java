package dev.kintsugi.api;

import dev.kintsugi.PythonProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The official OpenAI client for Python works unchanged; what it is asked for stands in src/test/python. */
@QuarkusTest
class OpenAiPythonClientTest {

    @TestHTTPResource("/v1")
    URI url;

    @Test
    void generatesForTheOfficialPythonClient() throws Exception {
        PythonProject.install();
        PythonProject.run("client_test.py", Map.of("KINTSUGI_URL", url.toString()));
    }
}
