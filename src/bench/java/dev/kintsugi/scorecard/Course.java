package dev.kintsugi.scorecard;

import static dev.kintsugi.scorecard.Setup.PLAIN;

import dev.kintsugi.PackagedService;
import dev.kintsugi.PackagedService.Kind;
import dev.kintsugi.faults.FlakyModel;
import dev.kintsugi.faults.ModelsFolder;
import dev.kintsugi.runtime.capi.QuietRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The whole run: the pictures to compare with first, then each setup with recovery and without. */
final class Course {

    private static final long SEED = 20_240_229;

    private final Path folder;
    private final Kind kind;
    private final List<Setup> setups;
    private final Path whole;
    private final List<Meeting> meetings = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    Course(Path folder, Kind kind, List<Setup> setups) {
        this.folder = folder;
        this.kind = kind;
        this.setups = setups;
        this.whole = folder.resolve("whole");
    }

    Card run() throws Exception {
        var judge = new Judge(references());
        prepareModels();
        for (var setup : setups) {
            var scenarios = scenarios(setup);
            for (var pass : Pass.values()) {
                run(setup, pass, scenarios, judge);
            }
        }
        return Card.of(meetings, leftOut);
    }

    /** How the pictures look where nothing is wrong. The first start installs the models, too. */
    private Map<String, byte[]> references() throws Exception {
        var references = new HashMap<String, byte[]>();
        try (var service = start("reference", whole, PLAIN)) {
            var client = new Client(service.url(), home("reference"));
            for (var scenario : Scenarios.all()) {
                var order = scenario.order().from(Order.FULL);
                if (!references.containsKey(Judge.key(order))) {
                    references.put(Judge.key(order), reference(client.draw(order.body(Pass.OFF))));
                }
            }
        }
        return references;
    }

    private static byte[] reference(Answer answer) {
        return switch (answer) {
            case Answer.Replied replied -> Judge.png(replied.body());
            case Answer other -> throw new IllegalStateException("without any fault: " + other);
        };
    }

    private void prepareModels() throws Exception {
        QuietRuntime.prepare(); // seeds are tried that fail
        FlakyModel.once().install(whole);
        ModelCopy.withoutSource(whole, "sourceless");
        ModelCopy.ofTheFuture(whole, "future");
        ModelCopy.withoutWeights(whole, "weightless");
        ModelCopy.withWeights(whole, "nan-unet", "unet", (byte) 0xff, (byte) 0x7f);
        ModelCopy.withWeights(whole, "overflown-decoder", "vae_decoder", (byte) 0x00, (byte) 0x7c);
        ModelCopy.withWeights(whole, "overflown-encoder", "text_encoder", (byte) 0x00, (byte) 0x7c);
        new ModelsFolder(whole).installHollow("hollow", "[{model: shapes-diffusion-lite, compatibility: 0.95}]");
    }

    private List<Scenario> scenarios(Setup setup) throws IOException, InterruptedException {
        var scenarios = Scenarios.all().stream()
                .filter(scenario -> scenario.setup() == setup)
                .toList();
        if (setup == Setup.TINY_DISK && !Disk.possible(folder.resolve("disk"))) {
            scenarios.forEach(scenario -> leftOut.add(scenario.type() + ", " + scenario.what()));
            return List.of();
        }
        return scenarios;
    }

    private void run(Setup setup, Pass pass, List<Scenario> scenarios, Judge judge) throws Exception {
        if (scenarios.isEmpty()) {
            return;
        }
        if (setup != Setup.TINY_DISK) {
            run(setup, pass, scenarios, judge, folder.resolve("models-" + setup + "-" + pass));
            return;
        }
        var models = folder.resolve("disk");
        try (var _ = Disk.mount(models)) {
            run(setup, pass, scenarios, judge, models);
        }
    }

    private void run(Setup setup, Pass pass, List<Scenario> scenarios, Judge judge, Path models) throws Exception {
        var began = System.nanoTime();
        if (setup == Setup.TINY_DISK) {
            for (var model : List.of(Order.FULL, Order.FULL + "-lite")) {
                Folders.copy(whole.resolve(model), models.resolve(model));
            }
        } else {
            Folders.copy(whole, models);
        }
        try (var service = start(setup + "-" + pass, models, setup)) {
            var stand = new Stand(new Client(service.url(), home(setup + "-" + pass)), models, whole);
            for (var scenario : shuffled(scenarios)) {
                meet(scenario, pass, stand, judge);
            }
        }
        System.out.printf("%s %s: %.0f s%n", setup, pass, (System.nanoTime() - began) / 1e9);
    }

    private void meet(Scenario scenario, Pass pass, Stand stand, Judge judge) throws Exception {
        scenario.fault().make(stand);
        try {
            for (var answer : scenario.call().ask(stand.client(), scenario.order(), pass)) {
                var meeting = Meeting.of(scenario, pass, answer, judge);
                if (!meeting.judgement().why().isEmpty()) {
                    System.out.printf("%s, recovery %s: %s%n", scenario.what(), pass, meeting.judgement());
                }
                meetings.add(meeting);
                Files.writeString(
                        folder.resolve("requests.jsonl"),
                        Client.written(meeting.told()) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } finally {
            scenario.fault().mend(stand);
        }
    }

    private static List<Scenario> shuffled(List<Scenario> scenarios) {
        var mix = new ArrayList<Scenario>();
        scenarios.forEach(scenario -> mix.addAll(Collections.nCopies(scenario.times(), scenario)));
        Collections.shuffle(mix, new Random(SEED));
        return mix;
    }

    private PackagedService start(String name, Path models, Setup setup) throws IOException, InterruptedException {
        var more = new ArrayList<>(setup.properties());
        more.add("-Dkintsugi.models.dir=" + models);
        var service = PackagedService.start(kind, home(name), more.toArray(String[]::new));
        try {
            // Not ready: where the device is missing it never is, and answers all the same.
            service.awaitOk("/q/health/started");
            return service;
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    private Path home(String name) {
        return folder.resolve("home-" + name);
    }
}
