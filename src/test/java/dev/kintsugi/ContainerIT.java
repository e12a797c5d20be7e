package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service with default settings in a control group with little memory, as in a container: however much is
 * asked for at once, the kernel does not kill it. Skipped if control groups cannot be made here.
 */
class ContainerIT {

    private static final int AT_ONCE = 8;
    private static final long LIMIT = 420_000_000;

    @TempDir
    Path home;

    private ControlGroup group;
    private ServiceProcess service;

    @BeforeEach
    void make() {
        var made = ControlGroup.make("kintsugi-it", LIMIT);
        assumeTrue(made.isPresent(), "control groups with a limit of memory cannot be made here");
        group = made.orElseThrow();
        service = new ServiceProcess(home).under(group.starter());
    }

    @AfterEach
    void close() throws InterruptedException, IOException {
        if (service != null) {
            service.close();
            group.close();
        }
    }

    @Test
    void answersEightLargeRequestsAtOnceInsteadOfBeingKilled() throws Exception {
        service.start();
        try (var clients = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < AT_ONCE; i++) {
                var seed = i;
                calls.add(() -> status(seed));
            }
            var statuses = new ArrayList<Integer>();
            for (var call : clients.invokeAll(calls)) {
                statuses.add(call.get());
            }
            assertThat(statuses)
                    .as("smaller pictures, or a word that there is too little memory")
                    .isSubsetOf(List.of(200, 507));
            assertThat(statuses).contains(200);
        }
        assertThat(service.isAlive()).isTrue();
        assertThat(service.log()).content().contains("networks may use").doesNotContain("OutOfMemoryError");
    }

    private int status(int seed) throws IOException, InterruptedException {
        return service.send(HttpRequest.newBuilder(service.at("/v1/images/generations"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"prompt\":\"a red star\",\"size\":\"1024x1024\",\"steps\":4,\"seed\":" + seed
                                        + "}")))
                .statusCode();
    }
}
