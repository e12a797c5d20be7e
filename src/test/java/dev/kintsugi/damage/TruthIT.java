package dev.kintsugi.damage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.ServiceProcess;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong, the probes, {@code /v1/status} and a request tell the same: ready means that a request is answered,
 * healthy that it is answered as asked, and the process lives.
 */
class TruthIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FULL = "shapes-diffusion";
    private static final String LITE = "shapes-diffusion-lite";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BETWEEN_MS = 250;

    @TempDir
    Path folder;

    private interface Fault {
        void make(Path home) throws Exception;
    }

    /** What a fault is to end in. */
    private enum End {
        /** As if nothing had happened. */
        RIGHT,
        /** A picture, not as asked, or from another model. */
        FLAGGED,
        /** A clear error, and not ready. */
        REFUSED,
        /** One of the first two, as the service may repair it before it is asked. */
        ANSWERED
    }

    /**
     * One fault.
     *
     * @param settings of the service
     * @param body of the request, with single quotes
     */
    private record Row(String name, List<String> settings, Fault before, Fault fault, String body, End end) {}

    private static final List<Row> ROWS = List.of(
            running("a manifest is deleted", home -> Files.delete(full(home).resolve("manifest.yaml")), End.ANSWERED),
            running(
                    "a manifest is empty",
                    home -> Files.writeString(full(home).resolve("manifest.yaml"), ""),
                    End.ANSWERED),
            running(
                    "a model's folder is deleted",
                    home -> Subject.delete(models(home).resolve(FULL)),
                    End.ANSWERED),
            running("the models folder is deleted", home -> Subject.delete(models(home)), End.ANSWERED),
            running("a file takes the place of the models folder", TruthIT::fileAsModels, End.ANSWERED),
            running("a network is deleted", home -> Files.delete(unet(home, FULL)), End.ANSWERED),
            running("a network lost bits", home -> Damage.FLIP.of(unet(home, FULL), new Random(3)), End.ANSWERED),
            running("a configuration hangs", TruthIT::hangingConfiguration, End.ANSWERED),
            running(
                    "an unrelated file grows",
                    home -> Files.write(full(home).resolve("download.log"), new byte[9]),
                    End.RIGHT),
            running("the database is deleted", home -> Files.delete(home.resolve("kintsugi.db")), End.ANSWERED),
            row(
                    "no file may be written and both networks of the default are damaged",
                    List.of(),
                    _ -> {},
                    home -> {
                        truncate(unet(home, FULL));
                        truncate(full(home).resolve("unet/model_int8.onnx"));
                        readOnly(models(home));
                    },
                    "{'prompt':'a red star','steps':4}",
                    End.FLAGGED),
            row(
                    "no file may be written and all networks are damaged",
                    List.of(),
                    _ -> {},
                    home -> {
                        for (var model : List.of(FULL, LITE)) {
                            truncate(unet(home, model));
                            truncate(unet(home, model).resolveSibling("model_int8.onnx"));
                        }
                        readOnly(models(home));
                    },
                    "{'prompt':'a red star','steps':4}",
                    End.REFUSED),
            row(
                    "the default model is one that is not there",
                    List.of("-Dkintsugi.models.image=not-there"),
                    _ -> {},
                    _ -> {},
                    "{'prompt':'a red star','steps':4}",
                    End.REFUSED),
            row(
                    "the default model is an own export without another one, and damaged",
                    List.of("-Dkintsugi.models.image=own"),
                    TruthIT::ownExport,
                    home -> truncate(models(home).resolve("own/unet/model.onnx")),
                    "{'prompt':'a red star','steps':4}",
                    End.REFUSED),
            row(
                    "there is less memory than a large picture needs",
                    List.of("-Dkintsugi.device.memory=18M"),
                    _ -> {},
                    _ -> {},
                    "{'prompt':'a red star','steps':2,'size':'1024x1024'}",
                    End.FLAGGED));

    private static Row running(String name, Fault fault, End end) {
        return row(name, List.of(), _ -> {}, fault, "{'prompt':'a red star','steps':4}", end);
    }

    private static Row row(String name, List<String> settings, Fault before, Fault fault, String body, End end) {
        return new Row(name, settings, before, fault, body, end);
    }

    @TestFactory
    Stream<DynamicTest> tellsTheTruth() {
        return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
    }

    private void check(Row row) throws Exception {
        var home = Files.createDirectories(folder.resolve(row.name().replace(' ', '-')));
        row.before().make(home);
        try (var service = new ServiceProcess(home, row.settings().toArray(String[]::new)).under(Bed.fewerRights())) {
            service.start();
            var ends = new ArrayList<String>();
            awaitReadiness(service);
            draw(service, row.body());
            row.fault().make(home);
            TimeUnit.SECONDS.sleep(2); // by then it is to be known
            var begun = System.nanoTime();
            while (true) {
                var ready = status(service, "/q/health/ready");
                var told = service.get("/v1/status").path("status").asText();
                var answer = draw(service, row.body());
                assertThat(status(service, "/q/health/live")).as("live").isEqualTo(200);
                var line = "ready " + ready + ", status " + told + ", request " + answer;
                ends.add(line);
                if (agree(ready, told, answer) && isAsExpected(row.end(), answer)) {
                    Log.infof("%s: %s (look %d)", row.name(), line, ends.size());
                    return;
                }
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new AssertionError(row.name() + ": " + String.join("\n", ends.subList(0, 1)) + "\n" + line);
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            }
        } finally {
            writable(models(home));
        }
    }

    private static void awaitReadiness(ServiceProcess service) throws Exception {
        for (var i = 0; i < 20 && status(service, "/q/health/ready") != 200; i++) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
        }
    }

    private static boolean agree(int ready, String told, Answer answer) {
        var works = answer.status() == 200;
        var asAsked = works
                && answer.body().at("/kintsugi/degraded").isEmpty()
                && !answer.body().at("/kintsugi/was_fallback").asBoolean();
        return works == (ready == 200)
                && works != told.equals("unable")
                && (asAsked
                        || !told.equals("healthy")
                        || !answer.body().at("/kintsugi/trail/0/foreseen").isMissingNode());
    }

    private static boolean isAsExpected(End end, Answer answer) {
        var flagged = answer.body().at("/kintsugi/was_fallback").asBoolean()
                || !answer.body().at("/kintsugi/degraded").isEmpty();
        return switch (end) {
            case RIGHT -> answer.status() == 200 && !flagged;
            case FLAGGED -> answer.status() == 200 && flagged;
            case ANSWERED -> answer.status() == 200;
            case REFUSED ->
                answer.status() >= 400
                        && !answer.body()
                                .at("/error/code")
                                .asText("internal_error")
                                .equals("internal_error");
        };
    }

    private static int status(ServiceProcess service, String path) throws Exception {
        return service.send(HttpRequest.newBuilder(service.at(path))).statusCode();
    }

    private static Answer draw(ServiceProcess service, String body) throws Exception {
        var response = service.send(HttpRequest.newBuilder(service.at("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
        return new Answer(response.statusCode(), parsed(response.body()));
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static Path models(Path home) {
        return home.resolve("models");
    }

    private static Path full(Path home) {
        return models(home).resolve(FULL).resolve("1.0.0");
    }

    private static Path unet(Path home, String model) {
        return models(home).resolve(model).resolve("1.0.0/unet/model.onnx");
    }

    private static void truncate(Path file) throws IOException {
        Damage.TRUNCATE.of(file, new Random(1));
    }

    private static void fileAsModels(Path home) throws IOException {
        Subject.delete(models(home));
        Files.writeString(models(home), "not a folder", StandardOpenOption.CREATE);
    }

    private static void hangingConfiguration(Path home) throws IOException {
        Damage.FIFO.of(full(home).resolve("unet/config.json"), new Random(1));
    }

    private static void ownExport(Path home) throws IOException {
        var own = models(home).resolve("own");
        Subject.copy(Path.of("src/main/resources/builtin", LITE, "1.0.0"), own);
        Files.delete(own.resolve("manifest.yaml"));
    }

    private static void readOnly(Path root) throws IOException {
        permit(root, "r-xr-xr-x");
    }

    private static void writable(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            permit(root, "rwxr-xr-x");
        }
    }

    private static void permit(Path root, String rights) throws IOException {
        try (var all = Files.walk(root)) {
            for (var folder : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
            }
        }
    }
}
