package dev.kintsugi.generation.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.kintsugi.recovery.classification.GreetingServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks that do not answer as they should. */
class WebhookStrategyTest {

    private static final String SECRET = "s3cr3t";

    /** Asks no name server but one that is not there. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions()
                    .addServer("127.0.0.1:1")
                    .setQueryTimeout(200)
                    .setMaxQueries(1)));

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(WebhookStrategy.class.getName());
    private final Handler handler = new Handler() {
        private final PatternFormatter formatter = new PatternFormatter("%s%e");

        @Override
        public void publish(LogRecord entry) {
            log.add(formatter.format(ExtLogRecord.wrap(entry)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void close() throws Exception {
        logger.removeHandler(handler);
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://no-s3cr3t.invalid/s3cr3t,    the webhook cannot be reached, its host name is not known
            http://localhost:1/s3cr3t,           the webhook cannot be reached, it cannot be reached
            https://localhost:PLAIN/s3cr3t,      the webhook cannot be reached, no encrypted connection can be made
            http://localhost:REDIRECT/s3cr3t,    the webhook answered 302,
            """)
    void whatIsWrongIsToldWithoutTheAddress(String address, String told, String logged) throws Exception {
        var redirect = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        redirect.createContext("/", call -> {
            call.getResponseHeaders().add("Location", "http://" + SECRET + ".invalid/" + SECRET);
            call.sendResponseHeaders(302, -1);
            call.close();
        });
        redirect.start();
        try (var plain = new GreetingServer()) {
            var strategy = strategies(Map.of(
                            "webhook",
                            address.replace("PLAIN", String.valueOf(plain.port()))
                                    .replace(
                                            "REDIRECT",
                                            String.valueOf(redirect.getAddress().getPort()))))
                    .getFirst();
            var about = new Consultation(
                    "vram_exhaustion",
                    "memory",
                    "high",
                    "failed",
                    "c-1",
                    "toy",
                    "f32",
                    "cpu",
                    "decode",
                    "8x8",
                    1,
                    1,
                    1);
            var thrown = catchThrowable(
                    () -> ((WebhookStrategy) strategy).suggest(about).await().indefinitely());
            assertThat(thrown).hasMessage(told);
            assertThat(Stream.iterate(thrown, t -> t != null, Throwable::getCause))
                    .noneMatch(one -> String.valueOf(one).contains(SECRET)
                            || String.valueOf(one).contains("localhost"));
            assertThat(log).noneMatch(line -> line.contains(SECRET) || line.contains("localhost"));
            if (logged != null) {
                assertThat(log).singleElement().asString().contains(logged);
            }
        } finally {
            redirect.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            webhook, hooks.example.org/s3cr3t, webhook must be an address with http or https
            webhook, http://s3 cr3t s3cr3t,    webhook must be an address with http or https
            webhook, http://s3cr3t:99999/,     webhook must be an address with http or https
            webhook, ftp://host/s3cr3t,        webhook must be an address with http or https
            token,   's3cr3t\nX: y',           token must be one line
            """)
    void aWrongSettingIsToldWithoutItsValue(String name, String value, String problem) {
        var set = new HashMap<>(Map.of("webhook", "http://localhost/"));
        set.put(name, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> strategies(set))
                .withMessage("kintsugi.recovery.strategies[0]." + problem)
                .withNoCause();
    }

    private List<CustomStrategy> strategies(Map<String, String> set) {
        var all = new HashMap<>(Map.of(
                "kintsugi.recovery.strategies[0].name", "planner",
                "kintsugi.recovery.strategies[0].on", "memory",
                "kintsugi.recovery.strategies[0].timeout", "20s"));
        set.forEach((key, value) -> all.put("kintsugi.recovery.strategies[0]." + key, value));
        var settings = new SmallRyeConfigBuilder()
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(CustomStrategySettings.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(CustomStrategySettings.class);
        var threads = Executors.newScheduledThreadPool(0);
        return new ConfiguredStrategies(
                        settings, new Suggestions(new ObjectMapper()), vertx, new Commands(threads, threads))
                .all();
    }
}
