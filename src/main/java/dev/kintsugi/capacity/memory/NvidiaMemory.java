package dev.kintsugi.capacity.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks NVIDIA's own tool for the memory of its GPUs. If it is missing or prints nothing there is no reading. */
final class NvidiaMemory {

    static final List<String> COMMAND =
            List.of("nvidia-smi", "--query-gpu=index,memory.total,memory.free", "--format=csv,noheader,nounits");

    /** A GPU that cannot tell has a word in brackets in place of a number. */
    private static final Pattern LINE = Pattern.compile("(?m)^(\\d{1,4}), *(\\d{1,9}), *(\\d{1,9}) *\\r?$");

    private static final long MEBI = 1L << 20;

    private NvidiaMemory() {}

    /** The reading of each GPU by its index. Blocks until the tool has ended, which is killed if it takes too long. */
    static Map<Integer, MemoryReading> read(List<String> command, Duration limit) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            return Map.of(); // most machines have no such GPU
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                return Map.of();
            }
            return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException closed) {
            return Map.of();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads lines such as {@code 0, 81559, 81004}: index, total and free memory in MiB. */
    static Map<Integer, MemoryReading> parse(String text) {
        var readings = new HashMap<Integer, MemoryReading>();
        var line = LINE.matcher(text);
        while (line.find()) {
            readings.put(
                    Integer.parseInt(line.group(1)),
                    new MemoryReading(
                            Long.parseLong(line.group(2)) * MEBI, Long.parseLong(line.group(3)) * MEBI, "nvidia-smi"));
        }
        return Map.copyOf(readings);
    }
}
