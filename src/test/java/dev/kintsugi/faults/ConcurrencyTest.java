package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs that take each other's memory run one after the other, until it has gone well for a while. */
@QuarkusTest
@TestProfile(ConcurrencyTest.RoomForOne.class)
class ConcurrencyTest {

    /** Memory for one picture of middle size, and workers for two. */
    public static class RoomForOne implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.device.memory", "18M",
                    "kintsugi.device.concurrency", "2",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.home", "target/test-home-concurrency");
        }
    }

    @Test
    void fewerRunAtTheSameTimeWhereTheyRunOutOfMemoryTogether() throws Exception {
        given().post("/admin/recovery/reset").then().statusCode(204);
        assertThat(limit()).isEqualTo(2);
        for (int round = 0; limit() == 2 && round < 20; round++) {
            given().post("/admin/recovery/reset"); // else what ran out once is made smaller beforehand
            both("288x288");
        }
        assertThat(limit()).isEqualTo(1);
        given().get("/v1/status").then().body("queue.limit", equalTo(1));

        for (int i = 0; i < 12 && limit() == 1; i++) {
            draw("64x64", 2);
        }
        assertThat(limit()).isEqualTo(2);
    }

    private static void both(String size) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var drawn = IntStream.range(0, 2)
                    .mapToObj(i -> clients.submit(() -> draw(size, 10 + i))) // equal ones may share a run
                    .toList();
            for (var one : drawn) {
                one.get();
            }
        }
    }

    /** Answered in any case. */
    private static void draw(String size, int steps) {
        Drawing.of("a red star").with("size", size).with("steps", steps).draw();
    }

    private static double limit() {
        return ServiceHome.metric("kintsugi_jobs_limit");
    }
}
