package dev.kintsugi.model.source;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.corpus.RawServer;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;

/** Servers that answer wrongly, too late, half or not at all. */
public final class HttpFaults extends Boundary {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final HttpClient client = own(HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(100))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build());

    public HttpFaults(Path folder) throws IOException {
        super("http client");
        unreachable();
        cut();
        wrong();
        oldClient();
        proxies();
    }

    private void unreachable() throws IOException {
        int refusing;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = closed.getLocalPort();
        }
        fault("refused", NETWORK_CONNECTIVITY_LOSS, () -> get(URI.create("http://127.0.0.1:" + refusing)));
        fault(
                "refused, asynchronously",
                NETWORK_CONNECTIVITY_LOSS,
                () -> client.sendAsync(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + refusing))
                                        .build(),
                                BodyHandlers.discarding())
                        .join());
        fault("host unknown", NETWORK_CONNECTIVITY_LOSS, () -> get(URI.create("http://no-such-host.invalid/")));
        var silent = own(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
        fault(
                "no answer in time",
                NETWORK_CONNECTIVITY_LOSS,
                () -> client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                                .timeout(Duration.ofMillis(100))
                                .build(),
                        BodyHandlers.discarding()));
        fault(
                "no answer in time, asynchronously",
                NETWORK_CONNECTIVITY_LOSS,
                () -> client.sendAsync(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                                        .timeout(Duration.ofMillis(100))
                                        .build(),
                                BodyHandlers.discarding())
                        .get());
    }

    private void cut() throws IOException {
        answer("closed before an answer", NETWORK_CONNECTIVITY_LOSS, "");
        answer("closed within the status line", NETWORK_CONNECTIVITY_LOSS, "HTTP/1.1 20");
        answer("closed within the headers", NETWORK_CONNECTIVITY_LOSS, OK + "Content-Le");
        answer("body cut short", NETWORK_CONNECTIVITY_LOSS, OK + "Content-Length: 100\r\n\r\nabc");
        answer(
                "body without a chunk's end",
                NETWORK_CONNECTIVITY_LOSS,
                OK + "Transfer-Encoding: chunked\r\n\r\n64\r\nabc");
        answer(
                "body without its last chunk",
                NETWORK_CONNECTIVITY_LOSS,
                OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        var before = own(new RawServer(RawServer.resettingAfter("")));
        fault("reset before an answer", NETWORK_CONNECTIVITY_LOSS, () -> get(before.uri()));
        var seen = new CountDownLatch(1);
        var within = own(new RawServer(connection -> {
            RawServer.answering(OK + "Content-Length: 100\r\n\r\nabc").treat(connection);
            await(seen);
            RawServer.reset(connection);
        }));
        fault("reset within the body", NETWORK_CONNECTIVITY_LOSS, () -> {
            var body = client.send(HttpRequest.newBuilder(within.uri()).build(), BodyHandlers.ofInputStream())
                    .body();
            body.readNBytes(3);
            seen.countDown();
            body.read();
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void wrong() throws IOException {
        answer("no HTTP at all", EXTERNAL_API_ERROR, "220 mail.example ESMTP\r\n\r\n");
        answer("status that is none", EXTERNAL_API_ERROR, "HTTP/1.1 abc OK\r\n\r\n");
        answer("header that is none", EXTERNAL_API_ERROR, OK + "b\u0001d header: x\r\n\r\n");
        answer("length that is none", EXTERNAL_API_ERROR, OK + "Content-Length: many\r\n\r\n");
        answer("chunk length that is none", EXTERNAL_API_ERROR, OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc");
        answer("headers without end", EXTERNAL_API_ERROR, OK + "x: " + "y".repeat(500_000) + "\r\n\r\n");
        fault("address without a host", DEPENDENCY_MISSING, () -> get(URI.create("http:///m.onnx")));
        fault("address of another kind", DEPENDENCY_MISSING, () -> get(URI.create("ftp://models.invalid/m.onnx")));
        answer("redirected to nowhere", EXTERNAL_API_ERROR, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
        answer(
                "key asked for without saying how",
                DEPENDENCY_MISSING,
                "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
                () -> HttpClient.newBuilder()
                        .authenticator(new java.net.Authenticator() {})
                        .build());
        var packed = own(new RawServer(RawServer.answering(OK + "Content-Length: 3\r\n\r\nabc")));
        fault(
                "body that is not packed as it says",
                MODEL_CORRUPTION_DETECTED,
                () -> new GZIPInputStream(new ByteArrayInputStream(
                        client.send(HttpRequest.newBuilder(packed.uri()).build(), BodyHandlers.ofByteArray())
                                .body())));
    }

    private void oldClient() throws IOException {
        old("old client, 404", MODEL_DOWNLOAD_FAILURE, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        old("old client, 503", MODEL_DOWNLOAD_FAILURE, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        old("old client, nothing", NETWORK_CONNECTIVITY_LOSS, "");
        old("old client, half a body", NETWORK_CONNECTIVITY_LOSS, OK + "Transfer-Encoding: chunked\r\n\r\n64\r\nabc");
        old("old client, no HTTP", EXTERNAL_API_ERROR, "what do you want?\r\n");
        var circle = own(new RawServer(RawServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: /m.onnx\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")));
        fault("old client, redirected in a circle", EXTERNAL_API_ERROR, () -> old(circle.uri()));
    }

    private void proxies() throws IOException {
        var refusing = own(new RawServer(
                RawServer.answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")));
        var broken = own(new RawServer(RawServer.answering("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")));
        fault("proxy wants a password", DEPENDENCY_MISSING, () -> through(refusing));
        fault("old client, proxy wants a password", DEPENDENCY_MISSING, () -> oldThrough(refusing));
        fault("old client, proxy reaches nobody", NETWORK_CONNECTIVITY_LOSS, () -> oldThrough(broken));
    }

    private void through(RawServer proxy) throws Exception {
        try (var proxied = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
                .build()) {
            HttpStatusException.unlessSuccessful(proxied.send(
                    HttpRequest.newBuilder(URI.create("https://models.invalid/"))
                            .build(),
                    BodyHandlers.discarding()));
        }
    }

    private static void oldThrough(RawServer proxy) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", proxy.port());
        URI.create("https://models.invalid/")
                .toURL()
                .openConnection(new java.net.Proxy(java.net.Proxy.Type.HTTP, address))
                .getInputStream();
    }

    private void answer(String id, FailureType expected, String answer) throws IOException {
        var server = own(new RawServer(RawServer.answering(answer)));
        fault(id, expected, () -> get(server.uri()));
    }

    private void answer(String id, FailureType expected, String answer, java.util.function.Supplier<HttpClient> made)
            throws IOException {
        var server = own(new RawServer(RawServer.answering(answer)));
        fault(id, expected, () -> {
            try (var other = made.get()) {
                other.send(HttpRequest.newBuilder(server.uri()).build(), BodyHandlers.discarding());
            }
        });
    }

    private void old(String id, FailureType expected, String answer) throws IOException {
        var server = own(new RawServer(RawServer.answering(answer)));
        fault(id, expected, () -> old(server.uri()));
    }

    private static void old(URI uri) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout(2000);
        try (var in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }

    private void get(URI uri) throws Exception {
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
