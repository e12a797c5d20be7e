package dev.kintsugi.ops.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.classification.GreetingServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Posting to real servers, some of which are none. */
class HttpPostTest {

    private static final String SECRET = "s3cr3t";

    /** Asks no name server but one that is not there. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions()
                    .addServer("127.0.0.1:1")
                    .setQueryTimeout(200)
                    .setMaxQueries(1)));

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void aConnectionThatComesTooLateIsFreeForOthers() throws Exception {
        try (var receiver = new Receiver();
                var names = new SlowNameServer("127.0.0.1")) {
            var slow = Vertx.vertx(new VertxOptions()
                    .setAddressResolverOptions(new AddressResolverOptions().addServer(names.address())));
            var post = new HttpPost(
                    URI.create("http://receiver.test:" + receiver.uri().getPort()),
                    Optional.empty(),
                    Duration.ofMillis(500),
                    slow,
                    Clock.systemUTC());
            var late = List.of(post.send("{}"), post.send("{}"));
            for (var one : late) {
                assertThat(problem(one)).isEqualTo("it did not answer within 500 ms");
            }
            names.answer();
            Awaitility.await().until(() -> problem(post.send("{}")).isEmpty());
            slow.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://no-%s.invalid/%s,       its host name is not known
            http://localhost:1/%s,     it cannot be reached
            https://localhost:PLAIN/%s,     no encrypted connection can be made; its certificate may not be trusted
            http://localhost:REDIRECT/%s,   it answered 302
            http://localhost:REFUSE/%s,     it answered 403
            """)
    void whatIsWrongIsToldWithoutTheAddress(String address, String problem) throws Exception {
        try (var receiver = new Receiver();
                var plain = new GreetingServer()) {
            receiver.then(call -> {
                call.getResponseHeaders().add("Location", "http://" + SECRET + ".invalid/" + SECRET);
                call.sendResponseHeaders(address.contains("REFUSE") ? 403 : 302, -1);
            });
            var at = address.replace("%s", SECRET)
                    .replace("PLAIN", String.valueOf(plain.port()))
                    .replaceFirst(
                            "REDIRECT|REFUSE", String.valueOf(receiver.uri().getPort()));
            assertThat(problem(post(URI.create(at)).send("{}"))).isEqualTo(problem);
        }
    }

    private HttpPost post(URI address) {
        return new HttpPost(address, Optional.of(SECRET), Duration.ofSeconds(20), vertx, Clock.systemUTC());
    }

    /** Empty if it was taken. */
    private static String problem(Future<Void> sent) throws Exception {
        return sent.map("")
                .recover(thrown -> Future.succeededFuture(((NotDelivered) thrown).problem()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
