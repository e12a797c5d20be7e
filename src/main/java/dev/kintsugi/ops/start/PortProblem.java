package dev.kintsugi.ops.start;

import io.quarkus.runtime.QuarkusBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Why the service cannot listen at its port, in one line that says what to do. */
final class PortProblem {

    private PortProblem() {}

    /** Empty if it is not for that. */
    static Optional<String> of(Causes causes) {
        return causes.first(QuarkusBindException.class)
                .map(bind -> listening(bind.getHost(), bind.getPort()))
                .or(() -> causes.first(BindException.class).map(bind -> unusable(bind.toString())))
                .or(() -> causes.first(IllegalArgumentException.class)
                        .map(refused -> String.valueOf(refused.getMessage()))
                        .filter(message -> message.startsWith("port "))
                        .map(_ -> "quarkus.http.port must be from 0 to 65535 (QUARKUS_HTTP_PORT)"));
    }

    /** Listens once more: Quarkus does not keep why it could not. */
    private static String listening(String host, int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return "the port " + port + " was used by another process a moment ago: start again, or set"
                    + " quarkus.http.port (QUARKUS_HTTP_PORT)";
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("in use")
                    ? "the port " + port + " is used by another process: stop that one, or set quarkus.http.port"
                            + " (QUARKUS_HTTP_PORT)"
                    : unusable(host + ":" + port + ": " + e.getMessage());
        }
    }

    private static String unusable(String why) {
        return "nothing can listen at quarkus.http.host and quarkus.http.port (" + why
                + "): set others (QUARKUS_HTTP_HOST, QUARKUS_HTTP_PORT)";
    }
}
