package dev.kintsugi.model.source;

import static dev.kintsugi.recovery.failure.FailureType.*;

import com.sun.net.httpserver.HttpServer;
import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Statuses that a server answers with instead of a file. */
public final class HttpStatusFaults extends Boundary {

    private final HttpClient client = own(HttpClient.newHttpClient());
    private final URI server;

    public HttpStatusFaults(Path folder) throws IOException {
        super("http status");
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(
                    Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), -1);
            exchange.close();
        });
        http.start();
        own(() -> http.stop(0));
        server = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        status(304, MODEL_DOWNLOAD_FAILURE);
        status(400, MODEL_DOWNLOAD_FAILURE);
        // It is this service that is not allowed to, for want of a key.
        status(401, DEPENDENCY_MISSING);
        status(403, DEPENDENCY_MISSING);
        status(404, MODEL_DOWNLOAD_FAILURE);
        status(407, DEPENDENCY_MISSING);
        status(410, MODEL_DOWNLOAD_FAILURE);
        status(416, MODEL_DOWNLOAD_FAILURE);
        status(429, BANDWIDTH_LIMITATION);
        status(451, MODEL_DOWNLOAD_FAILURE);
        status(500, MODEL_DOWNLOAD_FAILURE);
        status(502, MODEL_DOWNLOAD_FAILURE);
        status(503, MODEL_DOWNLOAD_FAILURE);
        status(504, MODEL_DOWNLOAD_FAILURE);
        status(509, BANDWIDTH_LIMITATION);
    }

    private void status(int status, FailureType expected) {
        fault(
                String.valueOf(status),
                expected,
                () -> HttpStatusException.unlessSuccessful(client.send(
                        HttpRequest.newBuilder(server.resolve(String.valueOf(status)))
                                .build(),
                        BodyHandlers.discarding())));
    }
}
