package dev.kintsugi.capacity;

/**
 * How busy the service is, each part from 0 (idle) to 1 (nothing is left).
 *
 * @param cpu how much of the time something waits for a processor, as far as requests wait for it
 * @param memory of the machine or the container
 * @param gpu its memory; 0 where there is none
 * @param queue how much of the queue of requests is taken
 */
public record Load(double cpu, double memory, double gpu, double queue) {

    static final Load NONE = new Load(0, 0, 0, 0);

    /** A busy processor alone harms nobody: it counts as far as requests wait, all of it where half the queue is taken. */
    static Load of(double pressure, double memory, double gpu, double queue) {
        return new Load(Math.min(pressure, 2 * queue), memory, gpu, queue);
    }

    /** The part that is worst. */
    public double worst() {
        return Math.max(Math.max(cpu, memory), Math.max(gpu, queue));
    }

    /** Between this one and a newer one, so that a short peak does nothing. */
    Load smoothed(Load newer, double weight) {
        return new Load(
                cpu + weight * (newer.cpu - cpu),
                memory + weight * (newer.memory - memory),
                gpu + weight * (newer.gpu - gpu),
                queue + weight * (newer.queue - queue));
    }
}
