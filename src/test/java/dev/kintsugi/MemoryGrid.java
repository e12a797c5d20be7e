package dev.kintsugi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Asks the packaged service for pictures under small memory budgets. A request that is not answered with a picture is
 * asked again in every lighter way, alone in a fresh process without recovery: if one of those works it was answerable.
 */
public final class MemoryGrid {

    static final List<String> BUDGETS = List.of("10M", "12M", "16M", "18M", "24M", "32M", "48M", "64M");
    static final List<String> SIZES = List.of("128x128", "512x512", "768x768", "1024x1024", "896x640");
    static final List<Integer> COUNTS = List.of(1, 4);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 4;
    private static final int OK = 200;
    private static final int EQUAL = 5;

    /** One request: a size and how many pictures, under a budget. */
    record Cell(String budget, String size, int n) {

        static List<Cell> all() {
            var all = new ArrayList<Cell>();
            for (var budget : BUDGETS) {
                for (var size : SIZES) {
                    COUNTS.forEach(n -> all.add(new Cell(budget, size, n)));
                }
            }
            return all;
        }
    }

    /**
     * What became of a request.
     *
     * @param answered whether there was a whole, truthful answer
     * @param answerable whether any plan works under that budget
     * @param size of the pictures, or what came instead
     * @param seconds until the answer
     */
    record Finding(Cell cell, boolean answered, boolean answerable, String size, double seconds) {}

    private final Path folder;

    MemoryGrid(Path folder) {
        this.folder = folder;
    }

    /** The whole grid: prints the table and ends with 1 if an answerable request was not answered. */
    public static void main(String[] arguments) throws Exception {
        var grid = new MemoryGrid(Path.of("target/memory-grid").toAbsolutePath());
        var seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 20_261_128L;
        System.out.println("seed " + seed);
        var findings = new ArrayList<Finding>();
        var alike = new LinkedHashMap<String, Long>();
        for (var budget : BUDGETS) {
            var cells = new ArrayList<>(Cell.all().stream()
                    .filter(cell -> cell.budget().equals(budget))
                    .toList());
            Collections.shuffle(cells, new Random(seed));
            findings.addAll(grid.ask(budget, cells));
            alike.put(budget, grid.wastedOfEqual(budget));
        }
        System.out.println(table(findings));
        System.out.println(
                "attempts in vain of each of five equal requests for 1024x1024 (all five together): " + alike);
        var answerable = findings.stream().filter(Finding::answerable).count();
        var answered = findings.stream().filter(Finding::answered).count();
        System.out.printf("answered %d of %d answerable, of %d requests%n", answered, answerable, findings.size());
        System.exit(answered == answerable ? 0 : 1);
    }

    /** Asks for each of some cells of one budget, as if each were the first request ever. */
    List<Finding> ask(String budget, List<Cell> cells) throws Exception {
        var findings = new ArrayList<Finding>();
        try (var service = service(budget, "asked")) {
            service.start();
            for (var cell : cells) {
                service.send(HttpRequest.newBuilder(service.at("/admin/recovery/reset"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
                var begun = System.nanoTime();
                var answer = draw(service, cell, Map.of());
                var seconds = (System.nanoTime() - begun) / 1e9;
                var answered = isTruthful(cell, answer);
                findings.add(new Finding(
                        cell,
                        answered,
                        answered || isAnswerable(cell),
                        answer.path("size").asText("-"),
                        seconds));
            }
        }
        return findings;
    }

    /** How many attempts failed in five equal requests: what the first ones learn the others need not try. */
    long wastedOfEqual(String budget) throws Exception {
        try (var service = service(budget, "equal")) {
            service.start();
            var wasted = 0L;
            for (int i = 0; i < EQUAL; i++) {
                var answer = draw(service, new Cell(budget, "1024x1024", 1), Map.of());
                for (var step : answer.at("/kintsugi/trail")) {
                    wasted += step.path("foreseen").asBoolean() ? 0 : 1;
                }
            }
            return wasted;
        }
    }

    private boolean isAnswerable(Cell cell) throws Exception {
        for (var model : List.of("shapes-diffusion", "shapes-diffusion-lite")) {
            for (var precision : List.of("fp16", "int8")) {
                for (var size : List.of(cell.size(), "256x256", "128x128", "64x64")) {
                    try (var service = service(cell.budget(), "alone")) {
                        service.start();
                        var plan = Map.<String, Object>of(
                                "model", model, "precision", precision, "size", size, "recovery", "none");
                        if (draw(service, cell, plan).has("data")) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private ServiceProcess service(String budget, String what) {
        return new ServiceProcess(
                folder.resolve(what + "-" + budget + "-" + System.nanoTime()), "-Dkintsugi.device.memory=" + budget);
    }

    private static JsonNode draw(ServiceProcess service, Cell cell, Map<String, Object> more) throws Exception {
        var body = new LinkedHashMap<String, Object>(
                Map.of("prompt", "a large red star", "seed", 7, "steps", STEPS, "size", cell.size(), "n", cell.n()));
        body.putAll(more);
        var answer = service.send(HttpRequest.newBuilder(service.at("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
        var document = JSON.readTree(answer.body());
        return answer.statusCode() == OK ? document : document.path("error");
    }

    /** All pictures are there and whole, and what is not as it was asked for is said. */
    private static boolean isTruthful(Cell cell, JsonNode answer) throws IOException {
        var pictures = answer.path("data");
        for (var picture : pictures) {
            var image = ImageIO.read(new ByteArrayInputStream(
                    Base64.getDecoder().decode(picture.path("b64_json").asText())));
            if (!answer.path("size").asText().equals(image.getWidth() + "x" + image.getHeight())) {
                return false;
            }
        }
        var how = answer.path("kintsugi");
        var less = !answer.path("size").asText().equals(cell.size())
                || how.path("was_fallback").asBoolean();
        return pictures.size() == cell.n()
                && (!less || !how.path("degraded").isEmpty())
                && how.path("degraded").isEmpty() == how.path("warnings").isEmpty();
    }

    private static String table(List<Finding> findings) {
        var lines = new ArrayList<String>();
        lines.add("| budget | n | " + String.join(" | ", SIZES) + " |");
        lines.add("|---|---|" + "---|".repeat(SIZES.size()));
        for (var budget : BUDGETS) {
            for (var n : COUNTS) {
                var line = new StringBuilder("| " + budget + " | " + n + " |");
                for (var size : SIZES) {
                    findings.stream()
                            .filter(finding -> finding.cell().equals(new Cell(budget, size, n)))
                            .forEach(finding -> line.append(" %s%s in %.1f s |"
                                    .formatted(
                                            finding.answered() ? "" : finding.answerable() ? "MISSED " : "cannot ",
                                            finding.size(),
                                            finding.seconds())));
                }
                lines.add(line.toString());
            }
        }
        return String.join("\n", lines);
    }
}
