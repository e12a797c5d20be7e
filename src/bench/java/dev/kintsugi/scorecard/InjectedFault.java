package dev.kintsugi.scorecard;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * A real fault of a part that only the service itself can reach: it is asked to make it.
 *
 * @param boundary where
 * @param kind what
 */
record InjectedFault(String boundary, String kind) implements Fault {

    private static final int MANY = 100_000;

    @Override
    public void make(Stand stand) throws Exception {
        var body = Client.written(Map.of("boundary", boundary, "kind", kind, "count", MANY));
        require(
                stand,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    @Override
    public void mend(Stand stand) throws Exception {
        require(stand, HttpRequest.newBuilder().DELETE());
    }

    private static void require(Stand stand, HttpRequest.Builder request) throws IOException, InterruptedException {
        var address = stand.client().url().resolve("/admin/faults");
        var answer = stand.client().http().send(request.uri(address).build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the fault is not there: " + answer.statusCode() + " " + answer.body());
        }
    }
}
