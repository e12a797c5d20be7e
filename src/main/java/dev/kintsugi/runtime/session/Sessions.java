package dev.kintsugi.runtime.session;

import ai.onnxruntime.OrtException;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.arena.ProbeNetwork;
import dev.kintsugi.runtime.arena.SharedArena;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.DeviceOptions;
import dev.kintsugi.runtime.device.MemoryBudget;
import dev.kintsugi.runtime.device.NativeHeap;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.tensor.RefCounted;
import dev.kintsugi.runtime.weights.BoundedFileChecks;
import dev.kintsugi.runtime.weights.LoadProgress;
import dev.kintsugi.runtime.weights.NetworkBytes;
import dev.kintsugi.runtime.weights.NetworkFiles;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that are loaded, one per network and device. A session is opened when it is first needed, once however
 * many need it, on a thread of {@link SingleFlightLoads}; it is opened anew when one of its files was changed, after an allocation
 * failure and when a run did not come back from it. Nothing slow happens inside a lock, so what is loaded can always be
 * used while something else is being loaded.
 */
@ApplicationScoped
public class Sessions {

    /** How often a session may be closed again before it could be used, until its caller fails. */
    private static final int TRIES = 8;

    private record Key(Path file, Device device) {}

    /** One load: of the file as it is when it begins, since a hanging one must not keep a mended file from being read. */
    private record LoadKey(Key key, FileFingerprint fingerprint) {}

    private record Entry(Session session, Map<Path, FileFingerprint> fingerprints) {}

    /** A network's file as it is now, and its session if that was made from what is there now. */
    private record Seen(
            FileFingerprint fingerprint, @Nullable Entry usable) {}

    private record IsAsItFailed(Key key, Map<Path, FileFingerprint> fingerprints) {}

    private final MemoryBudget budget;
    private final SessionLoader loader;
    private final SingleFlightLoads loads;
    private final BoundedFileChecks checks = new BoundedFileChecks();
    private final Map<Key, Entry> open = new ConcurrentHashMap<>();

    /** How many callers are about to get a session: what one of them has just loaded is not closed before it is used. */
    private final Map<Key, Integer> wanted = new ConcurrentHashMap<>();

    private final Map<Key, Map<Path, FileFingerprint>> failed = new ConcurrentHashMap<>();

    @Inject
    Sessions(RuntimeSettings settings, MemoryBudget budget) {
        this.budget = budget;
        this.loader = new SessionLoader(new DeviceOptions(settings, budget));
        this.loads = new SingleFlightLoads(settings.loadSilence());
        budget.bytes().ifPresent(SharedArena::limit);
    }

    /** With the budget that the settings say, whatever a container's limit is. */
    public Sessions(RuntimeSettings settings) {
        this(settings, MemoryBudget.configured(settings));
    }

    /** Reads whatever else of a model is on a disk. */
    public SingleFlightLoads loads() {
        return loads;
    }

    /** Asks how files of a model look. */
    public BoundedFileChecks fileChecks() {
        return checks;
    }

    /** The right to use a session until it is closed. A session is never closed while a lease is held. */
    public static final class Lease implements AutoCloseable {

        private final Session session;
        private final RefCounted<Session> counted;

        private Lease(Session session) {
            session.retain();
            this.session = session;
            this.counted = new RefCounted<>("lease", session, Session::release);
        }

        public Session session() {
            return session;
        }

        /** Gives the right back; doing it twice is harmless. */
        @Override
        public void close() {
            counted.close();
        }
    }

    /**
     * A session of a network, loaded if it is not yet. Waits for that as long as the run may take.
     *
     * @param handle of the run that needs it; null if that has no limit of its own
     * @throws InferenceException if it cannot be opened
     * @throws TypedException what {@link NetworkFiles} throws, model_loading_timeout, model_integrity_failure or
     *     vram_exhaustion
     */
    public Lease lease(NetworkFiles files, Device device, @Nullable RunHandle handle) {
        var key = new Key(files.file(), device);
        wanted.merge(key, 1, Integer::sum);
        try {
            return lease(files, key, handle);
        } finally {
            wanted.compute(key, (_, callers) -> callers == null || callers == 1 ? null : callers - 1);
        }
    }

    private Lease lease(NetworkFiles files, Key key, @Nullable RunHandle handle) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (handle != null) {
                handle.throwIfStopped();
            }
            var seen = checks.at(key, files.name(), Seen.class, () -> find(files, key));
            var entry = seen.usable();
            if (entry == null) {
                entry = loads.get(
                        new LoadKey(key, seen.fingerprint()),
                        files.name(),
                        String.valueOf(files.file().getFileName()),
                        Entry.class,
                        progress -> load(files, key, seen.fingerprint(), progress),
                        handle);
            }
            try {
                return new Lease(entry.session());
            } catch (IllegalStateException e) {
                open.remove(key, entry); // closed meanwhile, to make room
            }
        }
        throw new TypedException(
                FailureType.MODEL_OVERLOADED, "the model was given up again and again before it could be used");
    }

    private Seen find(NetworkFiles files, Key key) {
        var fingerprint = files.fingerprint(files.file());
        var entry = open.get(key);
        return new Seen(fingerprint, entry != null && isUsable(entry, files) ? entry : null);
    }

    private static boolean isUsable(Entry entry, NetworkFiles files) {
        return !entry.session().isPoisoned()
                && entry.fingerprints().entrySet().stream()
                        .allMatch(file -> file.getValue().equals(files.fingerprint(file.getKey())));
    }

    /** Closes every session that is not running and that no caller waits for, and says how many those were. */
    public int evictIdle() {
        return evictIdle(_ -> true);
    }

    /**
     * The same for some of them.
     *
     * @param which by their files
     */
    public int evictIdle(Predicate<Path> which) {
        var evicted = 0;
        for (var each : open.entrySet()) {
            if (which.test(each.getKey().file())
                    && !wanted.containsKey(each.getKey())
                    && each.getValue().session().isIdle()
                    && open.remove(each.getKey(), each.getValue())) {
                each.getValue().session().close();
                evicted++;
            }
        }
        return evicted;
    }

    /** Closes idle sessions and gives the free part of their arenas back, and says how many sessions those were. */
    public int freeIdle() {
        var evicted = evictIdle();
        if (budget.bytes().isPresent()) {
            ProbeNetwork.shrinkSharedArena();
        }
        return evicted;
    }

    /** Like {@link #freeIdle}, and gives back to the operating system what Java and the C library have freed as well. */
    public int giveBack() {
        var evicted = freeIdle();
        System.gc(); // as large as it was at its busiest, the Java heap would stay
        NativeHeap.trim();
        return evicted;
    }

    /** How many sessions are loaded. */
    public int loaded() {
        return open.size();
    }

    /** Whether a network is loaded on a device. */
    public boolean isLoaded(Path file, Device device) {
        return open.containsKey(new Key(file, device));
    }

    /** Whether a network could not be loaded when it was last tried, and its files are still the same as far as is known. */
    public boolean hasFailed(Path file, Device device) {
        var key = new Key(file, device);
        var fingerprints = failed.get(key);
        return fingerprints != null
                && checks.ifInTime(
                                new IsAsItFailed(key, fingerprints),
                                Boolean.class,
                                () -> fingerprints.entrySet().stream()
                                        .allMatch(each -> each.getValue().isOf(each.getKey())))
                        .orElse(true);
    }

    @PreDestroy
    void closeAll() {
        loads.stop();
        open.values().forEach(entry -> entry.session().close());
        open.clear();
    }

    /**
     * Computes the smallest network there is on a device: whether it works at all is known without loading a model.
     *
     * @throws InferenceException if it does not
     */
    public void prove(Device device) {
        loader.prove(device);
    }

    private Entry load(NetworkFiles files, Key key, FileFingerprint fingerprint, LoadProgress progress)
            throws IOException {
        var known = open.get(key);
        if (known != null && isUsable(known, files)) {
            return known; // another load ended a moment ago
        }
        if (known != null && open.remove(key, known)) {
            known.session().close(); // when its last run has ended
        }
        NetworkBytes bytes;
        try {
            bytes = NetworkBytes.read(files, progress);
        } catch (TypedException e) {
            if (e.type() == FailureType.MODEL_INTEGRITY_FAILURE || e.type() == FailureType.MODEL_COMPATIBILITY_ERROR) {
                failed.put(key, Map.of(key.file(), fingerprint));
            }
            throw e;
        }
        try {
            progress.prepare();
            var entry = new Entry(loader.open(bytes, key.device()), bytes.fingerprints());
            failed.remove(key);
            put(key, entry);
            if (loader.leavesMuchBehind(bytes)) {
                loads.afterwards(loader::tidy);
            }
            return entry;
        } catch (OrtException e) {
            bytes.close();
            failed.put(key, bytes.fingerprints());
            throw new InferenceException(e);
        } catch (RuntimeException | Error e) {
            bytes.close();
            throw e;
        }
    }

    /** The one that was there before is closed when its last run has ended. */
    private void put(Key key, Entry entry) {
        var before = open.put(key, entry);
        if (before != null) {
            before.session().close();
        }
    }

    /** How full the budget of memory on the CPU is, if there is one. */
    public static Optional<ArenaUse> arenaUse() {
        return SharedArena.use();
    }
}
