package dev.kintsugi;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/**
 * Starts the packaged service with default settings in control groups with little memory, sends eight large requests at
 * once, several times, and says how often the kernel killed it, what was answered, and what it holds after a minute of
 * rest. Needs the right to make control groups. Arguments: limits in MB, 300 420 700 by default.
 */
public final class ContainersBench {

    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 2;
    private static final int REST_SECONDS = 60;
    private static final long MEGA = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ContainersBench() {}

    /** Ends with 1 if anything was killed or not answered. */
    public static void main(String[] arguments) throws Exception {
        var limits = arguments.length == 0 ? new String[] {"300", "420", "700"} : arguments;
        var good = true;
        System.out.println("| limit, MB | requests | kills | answered | used after a minute of rest, MB |");
        System.out.println("|---|---|---|---|---|");
        for (var limit : limits) {
            for (var size : new String[] {"512x512", "1024x1024"}) {
                good &= measure(Long.parseLong(limit), size);
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean measure(long limit, String size) throws Exception {
        var home = Files.createTempDirectory("kintsugi-container");
        var group = ControlGroup.make("kintsugi-bench", limit * MEGA)
                .orElseThrow(() -> new IOException("control groups cannot be made here"));
        var kills = 0;
        var answers = new TreeMap<String, Integer>();
        try (group;
                var service = new ServiceProcess(home).under(group.starter())) {
            service.start();
            for (int round = 0; round < ROUNDS; round++) {
                ask(service, size, round, answers);
                if (!service.isAlive()) {
                    kills++;
                    service.start();
                }
            }
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            System.out.printf(
                    "| %d | %d × %d × %s | %d | %s | %d |%n",
                    limit, ROUNDS, AT_ONCE, size, kills, text(answers), group.used() / MEGA);
        }
        delete(home);
        return kills == 0 && answers.keySet().stream().noneMatch(what -> what.startsWith("no answer"));
    }

    private static void ask(ServiceProcess service, String size, int round, Map<String, Integer> answers)
            throws Exception {
        try (var clients = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Callable<String>>();
            for (int i = 0; i < AT_ONCE; i++) {
                var seed = round * AT_ONCE + i;
                calls.add(() -> answer(service, size, seed));
            }
            for (var call : clients.invokeAll(calls)) {
                answers.merge(call.get(), 1, Integer::sum);
            }
        }
    }

    private static String answer(ServiceProcess service, String size, int seed) throws InterruptedException {
        try {
            var body = "{\"prompt\":\"a red star\",\"response_format\":\"b64_json\",\"size\":\"" + size + "\",\"seed\":"
                    + seed + "}";
            var answer = service.send(HttpRequest.newBuilder(service.at("/v1/images/generations"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            if (answer.statusCode() != 200) {
                return String.valueOf(answer.statusCode());
            }
            var png = Base64.getDecoder()
                    .decode(JSON.readTree(answer.body()).at("/data/0/b64_json").asText());
            var picture = ImageIO.read(new ByteArrayInputStream(png));
            return picture.getWidth() + "x" + picture.getHeight();
        } catch (IOException e) {
            return "no answer (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static String text(Map<String, Integer> answers) {
        return String.join(
                ", ",
                answers.entrySet().stream()
                        .map(entry -> entry.getValue() + " × " + entry.getKey())
                        .toList());
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
