package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Limits of a process and of its network, in a process of its own. */
final class LimitFaults extends Boundary {

    private final Path folder;

    LimitFaults(Path folder) throws Exception {
        super("limit");
        this.folder = folder;
        Files.write(folder.resolve("f"), new byte[1]);
        openFiles("files", "open files");
        openFiles("streams", "open streams");
        openFiles("channels", "open channels");
        openFiles("sockets", "open sockets");
        openFiles("pipes", "open pipes");
        limited("size of a file", "ulimit -f 100", "large file");
        memory("heap", VRAM_EXHAUSTION, "heap", "-Xmx16m");
        memory("array larger than any heap", VRAM_EXHAUSTION, "array", "-Xmx16m");
        memory("text larger than the heap", VRAM_EXHAUSTION, "text", "-Xmx16m");
        memory("direct buffers", VRAM_EXHAUSTION, "direct", "-XX:MaxDirectMemorySize=8m");
        memory("classes", SYSTEM_RESOURCE_ERROR, "metaspace", "-XX:MaxMetaspaceSize=24m");
        network("network down", "true", "connect");
        network("network unreachable", "ip link set lo up", "connect far");
        network("no route to the host", "ip link set lo up && ip route add unreachable 10.0.0.0/8", "connect far");
        network("machine gone from the network", "ip link set lo up && ip route add throw 10.0.0.0/8", "connect far");
    }

    private void openFiles(String id, String fault) {
        limited("open " + id, "ulimit -n 40", fault);
    }

    private void limited(String id, String limit, String fault) {
        faultWhere(Machine.LINUX, id, SYSTEM_RESOURCE_ERROR, () -> shell(limit, fault));
    }

    private void memory(String id, FailureType expected, String fault, String option) {
        fault(id, expected, () -> Child.java(option).provoke(fault, folder));
    }

    private void network(String id, String before, String fault) {
        var possible = Machine.ROOT && Machine.runs("unshare", "-n", "ip", "link");
        faultWhere(
                possible,
                id,
                NETWORK_CONNECTIVITY_LOSS,
                () -> Child.java("-Djava.net.preferIPv4Stack=true")
                        .by("unshare", "-n", "sh", "-c", before + " && exec \"$@\"", "sh")
                        .provoke(fault, folder));
    }

    private void shell(String limit, String fault) throws Throwable {
        Child.java("-Xmx64m").by("sh", "-c", limit + " && exec \"$@\"", "sh").provoke(fault, folder);
    }
}
