package dev.kintsugi.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.kintsugi.model.Stamp;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that are loaded, one per file and device. A session is opened when it is first needed, once however
 * many need it; it is opened anew when its file was changed and after an allocation failure.
 */
@ApplicationScoped
public class Sessions {

    private record Key(Path file, Device device) {}

    private record Entry(Session session, Stamp stamp) {}

    private final RuntimeSettings settings;
    private final MemoryBudget budget;
    private final Map<Key, Entry> open = new LinkedHashMap<>();
    private final Map<Key, Stamp> failed = new HashMap<>();

    @Inject
    Sessions(RuntimeSettings settings, MemoryBudget budget) {
        this.settings = settings;
        this.budget = budget;
        budget.bytes().ifPresent(SharedArena::limit);
    }

    /** With the budget that the settings say, whatever a container's limit is. */
    public Sessions(RuntimeSettings settings) {
        this(settings, MemoryBudget.configured(settings));
    }

    /** The right to use a session until it is closed. A session is never closed while somebody holds one. */
    public static final class Lease implements AutoCloseable {

        private final Session session;
        private final Guarded<Session> guard;

        private Lease(Session session) {
            session.retain();
            this.session = session;
            this.guard = new Guarded<>("lease", session, Session::release);
        }

        public Session session() {
            return session;
        }

        /** Gives the right back; doing it twice is harmless. */
        @Override
        public void close() {
            guard.close();
        }
    }

    /**
     * A session of a network, loaded where it is not yet.
     *
     * @param stamp of the file as it was verified
     * @throws InferenceException where it cannot be loaded
     */
    public synchronized Lease lease(Path file, Stamp stamp, Device device) {
        var key = new Key(file, device);
        var entry = open.get(key);
        if (entry != null && (entry.session().isPoisoned() || !entry.stamp().equals(stamp))) {
            open.remove(key);
            entry.session().close();
            entry = null;
        }
        if (entry == null) {
            entry = new Entry(load(key, stamp), stamp);
            open.put(key, entry);
        }
        return new Lease(entry.session());
    }

    /** Closes every session that is not running, and says how many those were. */
    public synchronized int evictIdle() {
        var evicted = 0;
        for (Iterator<Entry> entries = open.values().iterator(); entries.hasNext(); ) {
            var session = entries.next().session();
            if (session.isIdle()) {
                entries.remove();
                session.close();
                evicted++;
            }
        }
        return evicted;
    }

    /** Closes idle sessions and gives the free part of their arenas back, and says how many sessions those were. */
    public int freeIdle() {
        var evicted = evictIdle();
        if (budget.bytes().isPresent()) {
            Probe.shrinkSharedArena();
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
    public synchronized int loaded() {
        return open.size();
    }

    /** Whether a network is loaded on a device. */
    public synchronized boolean isLoaded(Path file, Device device) {
        return open.containsKey(new Key(file, device));
    }

    /** Whether a network could not be loaded when it was last tried, and its file is still the same. */
    public synchronized boolean hasFailed(Path file, Device device) {
        var stamp = failed.get(new Key(file, device));
        return stamp != null && stamp.isOf(file);
    }

    @PreDestroy
    synchronized void closeAll() {
        open.values().forEach(entry -> entry.session().close());
        open.clear();
    }

    /**
     * Computes the smallest network there is on a device: whether it works at all is known without loading a model.
     *
     * @throws InferenceException where it does not
     */
    public void prove(Device device) {
        try (var options = new SessionOptions()) {
            // Nothing can be optimised, and what is not used of ONNX Runtime takes no memory.
            configure(options, device, OptLevel.NO_OPT);
            if (device.provider() == Device.Provider.CUDA) {
                options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
            }
            try (var session = OnnxEnvironment.get().createSession(Probe.NETWORK, options)) {
                Probe.compute(session);
            }
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    private Session load(Key key, Stamp stamp) {
        failed.put(key, stamp);
        var session = load(key.file(), key.device());
        failed.remove(key);
        return session;
    }

    private Session load(Path file, Device device) {
        try (var options = new SessionOptions()) {
            configure(options, device, OptLevel.ALL_OPT);
            var check =
                    device.provider() == Device.Provider.CPU ? ProviderCheck.NONE : ProviderCheck.onFirstRun(options);
            makeRoomFor(file);
            var onnx = OnnxEnvironment.get().createSession(file.toString(), options);
            checkRoom(onnx);
            return new Session(onnx, device, check);
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    /**
     * ONNX Runtime takes memory for weights without asking whether the budget allows it, and once more is taken than
     * allowed nothing is refused any more, since what is left is counted without a sign. So it must not come to that.
     */
    private static void makeRoomFor(Path file) {
        if (arenaUse().filter(use -> !use.hasRoomFor(file.toFile().length())).isPresent()) {
            Probe.shrinkSharedArena();
        }
    }

    private static void checkRoom(OrtSession onnx) throws OrtException {
        if (arenaUse().filter(ArenaUse::isOverLimit).isPresent()) {
            Probe.shrinkSharedArena();
            var use = arenaUse().filter(ArenaUse::isOverLimit);
            if (use.isPresent()) {
                onnx.close();
                throw new TypedException(
                        FailureType.VRAM_EXHAUSTION,
                        "The weights of the model do not fit: with what else is loaded they need "
                                + use.get().allocated() + " bytes of memory, and "
                                + use.get().limit()
                                + " may be used.");
            }
        }
    }

    /** How full the budget of memory on the CPU is, where there is one. */
    public static Optional<ArenaUse> arenaUse() {
        return SharedArena.use();
    }

    private void configure(SessionOptions options, Device device, OptLevel optimization) throws OrtException {
        options.setIntraOpNumThreads(settings.threadsPerRun());
        options.setOptimizationLevel(optimization);
        switch (device.provider()) {
            case CPU -> {
                if (budget.bytes().isPresent()) {
                    options.addConfigEntry("session.use_env_allocators", "1");
                }
            }
            case CUDA -> {
                try (var cuda = cuda(device)) {
                    options.addCUDA(cuda);
                }
            }
        }
    }

    private OrtCUDAProviderOptions cuda(Device device) throws OrtException {
        var cuda = new OrtCUDAProviderOptions(device.index());
        cuda.add("arena_extend_strategy", "kSameAsRequested");
        if (settings.memoryBytes().isPresent()) {
            cuda.add("gpu_mem_limit", String.valueOf(settings.memoryBytes().get()));
        }
        return cuda;
    }
}
