package dev.kintsugi.capacity.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrashingTest {

    private static final long MEBI = 1 << 20;
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "33, 300, true", // as measured in 300 MB: nothing was answered
        "33, 100, true",
        "33, 70, false", // slow, but it is answered
        "33, 2, false", // little room, but its code is counted elsewhere
        "60, 300, false", // a start, or a file that is read for the first time
    })
    void isReadingItsOwnCodeAgainAndAgainForWantOfRoom(long free, long faults, boolean expected) {
        var state = after(Thrashing.none(START), free, 1_000, 1);
        state = after(state, free, 1_000 + faults, 2);
        assertThat(state.since()).isEqualTo(expected ? Optional.of(START.plusSeconds(1)) : Optional.empty());
    }

    @Test
    void lastsUntilItGoesForwardAgain() {
        var state = Thrashing.none(START);
        for (int second = 1; second <= 5; second++) {
            state = after(state, 20, 500L * second, second);
        }
        assertThat(state.lasts(Duration.ofSeconds(4), START.plusSeconds(5))).isTrue();
        assertThat(state.lasts(Duration.ofSeconds(5), START.plusSeconds(5))).isFalse();

        state = after(state, 20, 2_501, 6);
        assertThat(state.lasts(Duration.ZERO, START.plusSeconds(6))).isFalse();
        assertThat(state.isShort()).isTrue();
    }

    @Test
    void aRateCountsAndNotHowOftenOneLooks() {
        var state = after(Thrashing.none(START), 20, 0, 1);
        assertThat(after(state, 20, 300, 61).since()).isEmpty();
        assertThat(after(state, 20, 300, 3).since()).isPresent();
    }

    @Test
    void isNothingWithoutALimit() {
        assertThat(Thrashing.none(START).next(Optional.empty(), START.plusSeconds(1)))
                .isEqualTo(new Thrashing(Optional.empty(), START.plusSeconds(1), Optional.empty()));
    }

    @Test
    void allCachedFilesLeaveRoomAlsoThoseInUse(@TempDir Path root) throws IOException {
        write(root, "proc/self/cgroup", "4:memory:/box\n");
        write(root, "proc/self/stat", "7 (ja va) 1) S 1 2 3 0 -1 4194304 99 8 4321 0 55 6 0 0 20 0 1 0\n");
        write(root, "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "300000000\n");
        write(root, "sys/fs/cgroup/memory/box/memory.usage_in_bytes", "299000000\n");
        write(
                root,
                "sys/fs/cgroup/memory/box/memory.stat",
                "total_rss 264000000\ntotal_inactive_file 14000000\ntotal_active_file 17000000\n");
        assertThat(MemoryRoom.read(root)).contains(new MemoryRoom(300_000_000, 32_000_000, 4321));

        write(root, "proc/self/cgroup", "0::/box\n");
        write(root, "sys/fs/cgroup/box/memory.max", "300000000\n");
        write(root, "sys/fs/cgroup/box/memory.current", "250000000\n");
        write(root, "sys/fs/cgroup/box/memory.stat", "anon 5\ninactive_file 10000000\nactive_file 20000000\n");
        assertThat(MemoryRoom.read(root)).contains(new MemoryRoom(300_000_000, 80_000_000, 4321));
    }

    private static Thrashing after(Thrashing state, long free, long faults, int second) {
        return state.next(Optional.of(new MemoryRoom(286 * MEBI, free * MEBI, faults)), START.plusSeconds(second));
    }

    private static void write(Path root, String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
