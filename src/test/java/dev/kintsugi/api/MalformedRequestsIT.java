package dev.kintsugi.api;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same on the packaged service: the jar, or the native executable; and what is refused below its HTTP handlers. */
@QuarkusIntegrationTest
class MalformedRequestsIT extends MalformedRequestsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /v1/jobs?% HTTP/1.1 | 400",
                "GET /v1/jobs/%zz HTTP/1.1 | 400",
                "GET /v1/models/%zz HTTP/1.1 | 400",
                "GET /v1/models/{long} HTTP/1.1 | 414",
                "GET /v1/models HTTP/1.1;X-Long: {long} | 431",
                "GET | 400",
                "nonsense | 400",
                "GET /{long} HTTP/1.1 | 414",
                "GET / HTTP/1.1;X-Long: {long} | 431",
                "POST /v1/jobs HTTP/1.1;Content-Type: application/json;Content-Length: many | 400",
            })
    void everyRequestThatCannotBeReadIsRefusedWithAProblemDocument(String request, int status) throws IOException {
        everyRefusalOfHttpIsAProblemDocument(request, status);
    }
}
