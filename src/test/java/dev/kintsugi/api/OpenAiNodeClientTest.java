package dev.kintsugi.api;

import dev.kintsugi.NodeProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The official OpenAI client for Node works unchanged; what it is asked for stands in src/test/node. */
@QuarkusTest
class OpenAiNodeClientTest {

    @TestHTTPResource("/v1")
    URI url;

    @Test
    void drawsForTheOfficialNodeClient() throws Exception {
        NodeProject.install();
        NodeProject.run(Map.of("KINTSUGI_URL", url.toString()), "node", "--test", "client.test.mjs");
    }
}
