package dev.kintsugi.model.repository;

import dev.kintsugi.model.FolderProblems;
import dev.kintsugi.model.LostModel;
import dev.kintsugi.model.LostModels;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelVersions;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.repository.BuiltinManifests.Builtin;
import dev.kintsugi.model.repository.FolderReader.Content;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The models folder: {@code <model>/<version>/manifest.yaml} with the files beside it, or a standard layout without a
 * manifest in {@code <model>/} or {@code <model>/<version>/}. It is read again at most once a second, so what is changed
 * on disk is seen. A folder that cannot be read in time, because its disk hangs, holds up no other: what it held before
 * counts until it answers. The built-in models are always known, even if their folders are lost.
 */
@ApplicationScoped
public class ModelRepository {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Before anything is known there is nothing to go on with, and a machine is busiest when it starts. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

    private static final int THREADS = 16;

    /** A folder that has the name of its model comes before others that hold a model of that name. */
    private static final Comparator<Map.Entry<Path, Content>> NAMED_FIRST = Comparator.comparing(
            entry -> !entry.getValue().isNamed(String.valueOf(entry.getKey().getFileName())));

    private final Path root;
    private final String usual;
    private final BuiltinManifests builtin;
    private final BuiltinFolders builtinFolders;
    private final Clock clock;
    private final FolderReader reader;
    private final BoundedCalls<Path, List<Path>> lists = new BoundedCalls<>("models-folder", 1);
    private final BoundedCalls<Path, Content> contents = new BoundedCalls<>("model-folder", THREADS);
    private final ReentrantLock scanning = new ReentrantLock();
    private final Map<Path, Content> last = new ConcurrentHashMap<>();
    private final FolderProblems told = new FolderProblems();
    private final LostModels lost = new LostModels();
    private volatile Map<ModelId, ModelVersions> models = Map.of();
    private volatile Instant scanned = Instant.MIN;

    @Inject
    public ModelRepository(ModelFolders folders, Clock clock, BuiltinManifests builtin) {
        this.root = folders.modelsDir();
        this.usual = folders.models().image();
        this.builtin = builtin;
        this.builtinFolders = new BuiltinFolders(root, folders.home().resolve("cache/models"), builtin);
        this.clock = clock;
        this.reader =
                new FolderReader(new AllowedLinks(root, folders.models().links().orElse(null)));
    }

    /** One that knows no built-in models. */
    public ModelRepository(ModelFolders folders, Clock clock) {
        this(folders, clock, BuiltinManifests.none());
    }

    /** All models by name, each in the version that answers: its newest usable one. */
    public Collection<Model> all() {
        return known().values().stream().map(ModelVersions::current).toList();
    }

    public Optional<Model> find(ModelId id) {
        return Optional.ofNullable(known().get(id)).map(ModelVersions::current);
    }

    /** A version of a model; the version that answers if it is not installed any more. */
    public Optional<Model> find(ModelId id, String version) {
        return Optional.ofNullable(known().get(id))
                .map(versions -> versions.find(version).orElse(versions.current()));
    }

    /** A version of a model that was there and is not any more, as it was; nothing if it is there. */
    public Optional<Model> lost(ModelId id, String version) {
        return lost.find(id, version);
    }

    /** The other installed versions of a model: the one that answers first, then the newest. */
    public List<Model> otherVersions(Model model) {
        return Optional.ofNullable(known().get(model.id()))
                .map(versions -> versions.except(model))
                .orElse(List.of());
    }

    private Map<ModelId, ModelVersions> known() {
        if (isStale()) {
            scanIfStale();
        }
        return models;
    }

    /**
     * The model with this name, as a client wrote it, in capitals or not.
     *
     * @throws TypedException model_not_found if there is none
     */
    public Model require(String name) {
        var id = name.toLowerCase(Locale.ROOT);
        if (!ModelId.isValid(id)) {
            throw new TypedException(
                    FailureType.MODEL_NOT_FOUND,
                    "there is no model of that name; GET /v1/models lists those there are");
        }
        return find(new ModelId(id)).orElseThrow(() -> missing(name));
    }

    /**
     * A version of a model that was there; the version that answers if it is not installed any more.
     *
     * @throws LostModel if none is there now
     */
    public Model require(ModelId id, String version) {
        return find(id, version).orElseThrow(() -> new LostModel(id));
    }

    private TypedException missing(String name) {
        return builtinFolders.isRootAway()
                ? new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        "there is no model named '" + name + "' while the models folder is not there: "
                                + brokenLink().orElse(""))
                : new TypedException(
                        FailureType.MODEL_NOT_FOUND,
                        "there is no model named '" + name + "'; GET /v1/models lists those there are");
    }

    /** The model that answers if a request names none; nothing if it is not there. */
    public Optional<Model> usual() {
        var id = usual.toLowerCase(Locale.ROOT);
        return ModelId.isValid(id) ? find(new ModelId(id)) : Optional.empty();
    }

    /**
     * The same for a request.
     *
     * @throws TypedException model_loading_failed if it is not there: the caller did nothing wrong
     */
    public Model requireUsual() {
        return usual().orElseThrow(() -> new TypedException(
                FailureType.MODEL_LOADING_FAILED,
                "the default model '" + usual + "' is not installed; name another model, or ask the operator to install"
                        + " it or to set kintsugi.models.image"));
    }

    public Path root() {
        return root;
    }

    /** Where the files of a built-in model are to be. */
    public Path folder(Builtin shipped) {
        return builtinFolders.of(shipped);
    }

    /** Which link to the models folder or into it leads nowhere; nothing if none does. */
    public Optional<String> brokenLink() {
        return builtinFolders.problem();
    }

    private boolean isStale() {
        return !clock.instant().isBefore(scanned.plus(FRESH));
    }

    /** While another thread reads the folder, what was found before will do. */
    private void scanIfStale() {
        if (scanned.equals(Instant.MIN)) {
            scanning.lock();
        } else if (!scanning.tryLock()) {
            return;
        }
        try {
            if (isStale()) {
                scan();
            }
        } finally {
            scanning.unlock();
        }
    }

    /** Reads the folder now. */
    public void scan() {
        scanning.lock();
        try {
            builtinFolders.inspect();
            var found = new TreeMap<ModelId, ModelVersions>(Comparator.comparing(ModelId::value));
            var problems = new LinkedHashMap<String, String>();
            var forbidden = new HashMap<Path, String>();
            read(problems).entrySet().stream().sorted(NAMED_FIRST).forEach(entry -> {
                var content = entry.getValue();
                forbidden.putAll(content.forbidden());
                var name = String.valueOf(entry.getKey().getFileName());
                content.versions()
                        .filter(versions -> !add(versions, found))
                        .ifPresent(versions -> problems.put(name, "another folder holds the model " + versions.id()));
                if (!content.problems().isEmpty()) {
                    problems.put(name, String.join("; ", content.problems()));
                }
            });
            for (var shipped : builtin.all()) {
                var model = new Model(shipped.manifest(), folder(shipped), forbidden.get(folder(shipped)));
                found.merge(model.id(), new ModelVersions(model, List.of()), (known, _) -> known.withShipped(model));
            }
            lost.update(models, found);
            models = found;
            scanned = clock.instant();
            told.tell(problems);
        } finally {
            scanning.unlock();
        }
    }

    /** The first folder that holds a model counts, unless what it holds cannot be used. */
    private static boolean add(ModelVersions versions, Map<ModelId, ModelVersions> found) {
        var before = found.putIfAbsent(versions.id(), versions);
        if (before != null
                && before.current().refusal() != null
                && versions.current().refusal() == null) {
            found.put(versions.id(), versions);
            return true;
        }
        return before == null;
    }

    private Map<Path, Content> read(Map<String, String> problems) {
        var folders = folders(problems);
        var reading = new LinkedHashMap<Path, CompletableFuture<Content>>();
        folders.forEach(folder -> reading.put(folder, contents.start(folder, () -> reader.read(folder))));
        var found = new LinkedHashMap<Path, Content>();
        reading.forEach((folder, work) -> {
            BoundedCalls.await(work, contents.left(folder, patience()))
                    .ifPresentOrElse(
                            read -> {
                                last.put(folder, read);
                                found.put(folder, read);
                            },
                            () -> {
                                var before = Optional.ofNullable(last.get(folder));
                                problems.put(
                                        String.valueOf(folder.getFileName()),
                                        before.isPresent()
                                                ? "it does not answer in time; what was read before counts"
                                                : "it does not answer in time; its model is missing until it does");
                                before.ifPresent(content -> found.put(folder, content));
                            });
        });
        last.keySet().retainAll(reading.keySet());
        return found;
    }

    private List<Path> folders(Map<String, String> problems) {
        try {
            var listed = lists.call(root, () -> FolderReader.models(root), patience());
            if (listed.isEmpty()) {
                problems.put(
                        root.toString(),
                        last.isEmpty()
                                ? "the models folder does not answer in time; its models are missing until it does"
                                : "the models folder does not answer in time; what was read before counts");
            }
            return listed.orElseGet(() -> List.copyOf(last.keySet()));
        } catch (UncheckedIOException e) {
            problems.put(root.toString(), "the models folder cannot be read: " + CauseChain.describe(e));
            return List.of();
        }
    }

    private Duration patience() {
        return scanned.equals(Instant.MIN) ? FIRST_PATIENCE : PATIENCE;
    }
}
