package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over HTTP/2 a body may be missing, or come without its length, and every path answers as over HTTP/1.1. */
@QuarkusTest
class BodilessHttp2Test {

    private static final String NO_JOB = "/v1/jobs/job_00000000000000000000000000000000";

    @TestHTTPResource("/")
    URI url;

    @Inject
    Vertx vertx;

    @ParameterizedTest
    @CsvSource({
        "POST, /admin/recovery/reset, 204",
        "POST, /admin/tickets/x/close, 404",
        "POST, " + NO_JOB + "/resume, 404",
        "POST, " + NO_JOB + "/feedback, 422",
        "POST, /v1/jobs, 422",
        "POST, /v1/images/generations, 400",
        "PUT, /admin/levels, 422",
        "PUT, /v1/status, 405",
        "POST, /nope, 404",
    })
    void answersWithoutABody(String method, String path, int status) throws Exception {
        assertThat(status(method, path, HttpClientRequest::send)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /admin/recovery/reset, 2, 204",
        "POST, " + NO_JOB + "/resume, 2, 404",
        "POST, /v1/jobs, 2, 422",
        "POST, /v1/images/generations, 2, 400",
        "POST, /v1/jobs, 2000000, 413",
        "POST, /v1/images/generations, 2000000, 413",
    })
    void answersABodyWithoutItsLength(String method, String path, int length, int status) throws Exception {
        assertThat(status(method, path, request -> {
                    request.setChunked(true);
                    request.write("{" + " ".repeat(length - 2));
                    request.end("}"); // may fail: the answer can come before the end
                    return request.response();
                }))
                .isEqualTo(status);
    }

    private int status(String method, String path, Function<HttpClientRequest, Future<HttpClientResponse>> send)
            throws Exception {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            return client.request(HttpMethod.valueOf(method), url.getPort(), url.getHost(), path)
                    .compose(request -> send.apply(request.putHeader("Content-Type", "application/json")))
                    .compose(response -> {
                        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
                        return response.body().map(_ -> response.statusCode());
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } finally {
            client.close();
        }
    }
}
