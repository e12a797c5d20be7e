package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Whatever a client says, it is told what is wrong with it and may go on talking. */
@QuarkusTest
class FuzzSocketTest {

    private static final int CONNECTIONS = 5;
    private static final int MESSAGES = 400;

    @TestHTTPResource("/v1/stream")
    URI http;

    @Test
    void answersEveryMalformedMessageWithAnErrorAndStays() throws Exception {
        long seed = Long.getLong("fuzz.seed", 20260101L);
        System.out.println("fuzz.seed=" + seed);
        var messages = new MalformedMessages(seed);
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            try (var client = StreamClient.greeted(url())) {
                for (int i = 0; i < MESSAGES; i++) {
                    var message = messages.next();
                    say(client, message);
                    var answer = client.next();
                    assertThat(isError(answer))
                            .as("seed %d, %s was answered with %s", seed, start(message), answer)
                            .isTrue();
                }
                assertThat(client.ping("still there")).isEmpty();
            }
        }
    }

    @Test
    void sendsAwayWhoOnlyTalksNonsense() throws Exception {
        try (var client = StreamClient.greeted(url())) {
            var most = 1_000 + 100; // one a second is forgiven, and a busy machine takes many
            for (int i = 0; i < most && isSaid(client, "nonsense"); i++) {}
            var closed = client.until("closed").getLast();
            assertThat(closed.path("status").asInt()).isEqualTo(1008);
            assertThat(closed.path("reason").asText()).isNotBlank();
        }
    }

    /** False once the server has closed the connection. */
    private static boolean isSaid(StreamClient client, String message) {
        try {
            client.say(message);
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void say(StreamClient client, Object message) {
        if (message instanceof byte[] bytes) {
            client.say(bytes);
        } else {
            client.sayExactly((String) message);
        }
    }

    private static boolean isError(JsonNode answer) {
        return answer.path("type").asText().equals("error")
                && answer.at("/data/code").asText().matches("[a-z_]+")
                && !answer.at("/data/code").asText().equals("internal_error")
                && !answer.at("/data/detail").asText().isBlank()
                && !answer.at("/data/suggestions").isEmpty()
                && !answer.toString().matches(".*(dev\\.kintsugi|com\\.fasterxml|java\\.lang|\\wException).*");
    }

    private static String start(Object message) {
        var text = message instanceof byte[] bytes ? bytes.length + " bytes" : (String) message;
        return text.substring(0, Math.min(text.length(), 300));
    }

    private URI url() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }
}
