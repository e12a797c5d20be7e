package dev.kintsugi.api.status;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.load.Load;
import dev.kintsugi.capacity.load.LoadMonitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How much of its best the service gives, and why.
 *
 * @param level full, reduced or minimal
 * @param pinned whether an operator has set it; otherwise it follows the load
 * @param quality which share of the steps that are asked for is computed
 * @param load what the level follows, 0 to 1: the queue, or the worst of the others as far as requests wait
 * @param parts what it is made of
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ServiceLevel")
record LevelView(String level, boolean pinned, double quality, double load, Parts parts) {

    /**
     * The parts of the load, each from 0 to 1.
     *
     * @param cpu how much of the time something waits for a processor
     * @param memory of the machine or the container
     * @param gpu its memory
     * @param queue how much of the queue of requests is taken
     */
    @RegisterForReflection
    @Schema(name = "LoadParts")
    public record Parts(double cpu, double memory, double gpu, double queue) {

        static Parts of(Load load) {
            return new Parts(load.cpu(), load.memory(), load.gpu(), load.queue());
        }
    }

    public static LevelView of(LoadMonitor monitor) {
        var load = monitor.load();
        return new LevelView(
                monitor.level().code(),
                monitor.pinned().isPresent(),
                monitor.level().quality(),
                load.worst(),
                Parts.of(load));
    }
}
