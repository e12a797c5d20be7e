package dev.kintsugi.capacity.load;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.capacity.memory.MemoryReading;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.Devices;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Measures the load in the background and derives the service level, unless an operator has set one. */
@ApplicationScoped
public class LoadMonitor {

    private static final Path ROOT = Path.of("/");

    private final LoadSettings settings;
    private final LevelState.Limits limits;
    private final QueueLoad queue;
    private final DeviceMemory memory;
    private final Devices devices;
    private final BackgroundTasks background;
    private final Clock clock;
    private volatile Load load = Load.NONE;
    private volatile LevelState state = LevelState.BEST;
    private volatile Optional<ServiceLevel> pinned = Optional.empty();

    LoadMonitor(
            LoadSettings settings,
            QueueLoad queue,
            DeviceMemory memory,
            Devices devices,
            BackgroundTasks background,
            Clock clock) {
        this.settings = settings;
        this.limits =
                new LevelState.Limits(settings.reduced(), settings.minimal(), settings.margin(), settings.dwell());
        this.queue = queue;
        this.memory = memory;
        this.devices = devices;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        background.every(settings.every(), "load monitor", this::sample);
    }

    /** The load of the last seconds, smoothed. */
    public Load load() {
        return load;
    }

    /** The level as it is now. Never blocks. */
    public ServiceLevel level() {
        return pinned.orElse(state.level());
    }

    /** The level set by an operator; nothing while it follows the load. */
    public Optional<ServiceLevel> pinned() {
        return pinned;
    }

    /** Sets the level until this is called again; nothing lets it follow the load. */
    public void pin(Optional<ServiceLevel> level) {
        pinned = level;
    }

    private void sample() {
        load = load.smoothed(now(), settings.weight());
        var before = state.level();
        state = state.next(load.worst(), clock.instant(), limits);
        if (state.level() != before) {
            Log.infof(
                    "the level of service is %s now, the load is %.2f",
                    state.level().code(), load.worst());
        }
    }

    private Load now() {
        return new Load(
                CpuPressure.read(ROOT).orElse(0),
                used(DeviceMemory.ofMachine(ROOT)),
                devices.preferred().equals(Device.CPU) ? 0 : used(memory.reading(devices.preferred())),
                queue.share());
    }

    private static double used(Optional<MemoryReading> reading) {
        return reading.filter(known -> known.total() > 0)
                .map(known -> Math.clamp(1 - (double) known.free() / known.total(), 0.0, 1.0))
                .orElse(0.0);
    }
}
