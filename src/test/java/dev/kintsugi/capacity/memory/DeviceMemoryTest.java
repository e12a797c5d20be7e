package dev.kintsugi.capacity.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kintsugi.runtime.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMemoryTest {

    private static final long MEBI = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path root;

    @Test
    void readsWhatIsAvailableOnTheMachine() throws IOException {
        meminfo();
        assertThat(DeviceMemory.ofMachine(root))
                .contains(new MemoryReading(16_303_428L * 1024, 11_512_264L * 1024, "proc"));
    }

    @Test
    void saysNothingOfASystemThatHasNoSuchFiles() {
        assertThat(DeviceMemory.ofMachine(root)).isEmpty();
    }

    @Test
    void countsTheTightestControlGroupAboveTheProcess() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/kubepods/pod1/box\n");
        group("sys/fs/cgroup/kubepods", "max", "9000000000", "inactive_file 1\n");
        group(
                "sys/fs/cgroup/kubepods/pod1",
                "536870912",
                "400000000",
                "anon 5\ninactive_file 100000000\nactive_file 7\n");
        group("sys/fs/cgroup/kubepods/pod1/box", "1073741824", "300000000", "inactive_file 0\n");
        assertThat(DeviceMemory.ofMachine(root))
                .contains(new MemoryReading(536_870_912, 536_870_912 - 300_000_000, "cgroup"));
    }

    @Test
    void readsControlGroupsOfVersionOneWhoseFolderIsNotSeenInAContainer() throws IOException {
        write("proc/self/cgroup", "12:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/docker/abc\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000000\n");
        write("sys/fs/cgroup/memory/memory.stat", "cache 3\ntotal_inactive_file 20000000\n");
        assertThat(CgroupMemory.read(root)).contains(new MemoryReading(268_435_456, 188_435_456, "cgroup"));

        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(CgroupMemory.read(root)).as("no limit").isEmpty();
    }

    @Test
    void theSmallestLimitOfAllGroupsIsTheProcessesLimit() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/kubepods/pod1/box\n");
        group("sys/fs/cgroup/kubepods/pod1", "536870912", "1", "");
        group("sys/fs/cgroup/kubepods/pod1/box", "max", "1", "");
        assertThat(ContainerLimit.of(root)).contains(536_870_912L);

        write("sys/fs/cgroup/kubepods/pod1/box/memory.high", "419430400\n");
        assertThat(ContainerLimit.of(root))
                .as("above this it is slowed down until it stands still")
                .contains(419_430_400L);
    }

    @Test
    void aHostWithMuchMemoryIsNoLimitAndASmallOneIs() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/box\n");
        group("sys/fs/cgroup/box", "34359738368", "1", ""); // more than the host has
        assertThat(ContainerLimit.of(root)).isEmpty();

        write("proc/meminfo", "MemTotal:  1000000 kB\nMemAvailable:  600000 kB\n");
        write("proc/self/status", "VmPeak:\t  900000 kB\nVmRSS:\t  200000 kB\n");
        assertThat(ContainerLimit.of(root)).contains(800_000L * 1024);
    }

    @Test
    void readsThisMachine() {
        assumeTrue(Files.exists(Path.of("/proc/meminfo")));
        var reading = DeviceMemory.ofMachine(Path.of("/")).orElseThrow();
        assertThat(reading.total()).isGreaterThan(64 * MEBI);
        assertThat(reading.free()).isBetween(0L, reading.total());
    }

    @Test
    void readsTheMemoryOfEachGpuAndPassesOverThoseThatCannotTell() {
        assertThat(NvidiaMemory.parse("0, 81559, 81004\n1, [N/A], [N/A]\n2, 24564, 310\n"))
                .isEqualTo(Map.of(
                        0, new MemoryReading(81_559 * MEBI, 81_004 * MEBI, "nvidia-smi"),
                        2, new MemoryReading(24_564 * MEBI, 310 * MEBI, "nvidia-smi")));
        assertThat(NvidiaMemory.parse("No devices were found\n")).isEmpty();
    }

    @Test
    void asksAToolThatIsThereAndDoesWithoutOneThatIsMissingFailsOrHangs() throws InterruptedException {
        assertThat(NvidiaMemory.read(List.of("sh", "-c", "echo '0, 100, 40'"), PATIENCE))
                .containsOnlyKeys(0);
        assertThat(NvidiaMemory.read(List.of("no-such-tool-anywhere"), PATIENCE))
                .isEmpty();
        assertThat(NvidiaMemory.read(List.of("sh", "-c", "echo '0, 100, 40'; exit 9"), PATIENCE))
                .isEmpty();
        assertThat(NvidiaMemory.read(List.of("sleep", "60"), Duration.ofMillis(50)))
                .isEmpty();
    }

    @Test
    void theBudgetCountsWhereItIsLessThanWhatTheMachineHas() {
        try (var device = new SmallDevice("18M")) {
            assertThat(device.memory().reading(Device.CPU)).contains(MemoryReading.ofBudget(18 * MEBI));
        }
    }

    @Test
    void asksTheMachineInTheBackgroundWhereThereIsNoBudget() {
        assumeTrue(Files.exists(Path.of("/proc/meminfo")));
        try (var device = new SmallDevice("")) {
            assertThat(device.memory().reading(Device.CPU))
                    .as("nobody waits for it")
                    .isEmpty();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> device.memory().reading(Device.CPU).isPresent());
        }
    }

    private void meminfo() throws IOException {
        write("proc/meminfo", """
                MemTotal:       16303428 kB
                MemFree:         3105884 kB
                MemAvailable:   11512264 kB
                Buffers:          521612 kB
                """);
    }

    private void group(String folder, String limit, String usage, String statistics) throws IOException {
        write(folder + "/memory.max", limit + "\n");
        write(folder + "/memory.current", usage + "\n");
        write(folder + "/memory.stat", statistics);
    }

    private void write(String file, String text) throws IOException {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
