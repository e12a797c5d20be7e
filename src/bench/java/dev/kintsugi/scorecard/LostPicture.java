package dev.kintsugi.scorecard;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The same request under the same key once more, after the file of its picture was deleted: what was answered before cannot be
 * answered again.
 */
record LostPicture() implements Scenario.Call {

    private static final String PATH = "/v1/images/generations";

    @Override
    public List<Answer> ask(Client client, Order order, Pass pass) throws IOException {
        var key = "\"" + UUID.randomUUID() + "\"";
        var first = send(client, order.body(pass), key);
        if (!(first instanceof Answer.Replied replied) || replied.status() != 200) {
            return List.of(first);
        }
        try (var kept = Files.walk(client.home().resolve("artifacts"))) {
            for (var file : kept.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        return List.of(send(client, order.body(pass), key));
    }

    private static Answer send(Client client, Map<String, Object> body, String key) {
        return client.send(PATH, body, "Idempotency-Key", key).join();
    }
}
