package dev.kintsugi.capacity.load;

/**
 * How busy the service is, each part from 0 (idle) to 1 (nothing is left).
 *
 * @param cpu how much of the time something waits for a processor
 * @param memory how much of that of the machine or the container is used
 * @param gpu the same of its memory; 0 if there is none
 * @param queue how much of the queue of requests is taken
 */
public record Load(double cpu, double memory, double gpu, double queue) {

    static final Load NONE = new Load(0, 0, 0, 0);

    /**
     * The part that is worst. A machine that is busy or full harms no request while none waits, and many are three
     * quarters full all day: so other parts count in proportion to the queue, fully once it is half full.
     */
    public double worst() {
        return Math.max(queue, Math.min(Math.max(cpu, Math.max(memory, gpu)), 2 * queue));
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
