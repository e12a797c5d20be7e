package dev.kintsugi.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.postgres.PostgresDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A socket that accepts connections and is silent, where a PostgreSQL should be. */
class SilentServerTest {

    @Test
    void costsOneThreadAndEachCallAMoment() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var callers = Executors.newFixedThreadPool(20)) {
            var settings =
                    PostgresServer.settings("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/kintsugi");
            var database = PostgresDatabase.at(settings, StoreFaultHook.OPEN, Clock.systemUTC());
            assertThatThrownBy(database::check).isInstanceOf(StoreException.class);
            var begun = System.nanoTime();
            for (int round = 0; round < 10; round++) {
                var calls = Stream.<Callable<Boolean>>generate(() -> () -> fails(database))
                        .limit(20)
                        .toList();
                for (var call : callers.invokeAll(calls, 30, TimeUnit.SECONDS)) {
                    assertThat(call.get()).isTrue();
                }
                assertThat(openers()).isLessThanOrEqualTo(1);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("200 calls, each of which would wait 5 s for the server")
                    .isLessThan(Duration.ofSeconds(50));
            database.close();
        }
    }

    private static boolean fails(Database database) {
        try {
            database.check();
            return false;
        } catch (StoreException e) {
            return true;
        }
    }

    private static long openers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("store-opener"))
                .count();
    }
}
