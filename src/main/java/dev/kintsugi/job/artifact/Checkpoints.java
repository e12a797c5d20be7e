package dev.kintsugi.job.artifact;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.pipeline.Checkpoint;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * Keeps finished stages of jobs that took long, as numbers after their checksum (CRC-32C): a checkpoint that was damaged is
 * computed again, and no caller gets a wrong result.
 */
@ApplicationScoped
public class Checkpoints {

    private final CheckpointStore store;
    private final Duration worth;
    private final Set<JobId> used = ConcurrentHashMap.newKeySet();

    @Inject
    Checkpoints(CheckpointStore store, JobSettings settings) {
        this(store, settings.checkpointAfter());
    }

    Checkpoints(CheckpointStore store, Duration worth) {
        this.store = store;
        this.worth = worth;
    }

    /**
     * Those of one job.
     *
     * @param fresh whether it was just accepted, so that there are none to look for
     */
    public Checkpoint of(JobId job, boolean fresh) {
        return new Checkpoint() {
            @Override
            public Optional<float[]> find(String name, int length) {
                return fresh
                        ? Optional.empty()
                        : Checkpoints.this.find(job, name).filter(numbers -> numbers.length == length);
            }

            @Override
            public void keep(String name, float[] numbers, Duration took) {
                if (took.compareTo(worth) >= 0) {
                    Checkpoints.this.keep(job, name, numbers);
                }
            }
        };
    }

    /** The job has ended. */
    public void forget(JobId job) {
        if (used.remove(job)) {
            try {
                store.forget(job);
            } catch (RuntimeException e) {
                Log.debugf(e, "the checkpoints of job %s are forgotten with it", job);
            }
        }
    }

    private Optional<float[]> find(JobId job, String name) {
        try {
            var found = store.find(job, name);
            found.ifPresent(_ -> used.add(job));
            return found.flatMap(Checkpoints::numbers);
        } catch (RuntimeException e) {
            Log.debugf(e, "no checkpoint of job %s can be read", job);
            return Optional.empty();
        }
    }

    private void keep(JobId job, String name, float[] numbers) {
        try {
            store.keep(job, name, bytes(numbers));
            used.add(job);
        } catch (RuntimeException e) {
            Log.warnf("job %s goes on without a checkpoint: %s", job, e.getMessage());
        }
    }

    static byte[] bytes(float[] numbers) {
        var content = ByteBuffer.allocate(Long.BYTES + numbers.length * Float.BYTES);
        content.position(Long.BYTES);
        content.asFloatBuffer().put(numbers);
        return content.putLong(0, checksum(content.array())).array();
    }

    static Optional<float[]> numbers(byte[] bytes) {
        if (bytes.length < Long.BYTES
                || (bytes.length - Long.BYTES) % Float.BYTES != 0
                || ByteBuffer.wrap(bytes).getLong() != checksum(bytes)) {
            return Optional.empty();
        }
        var numbers = new float[(bytes.length - Long.BYTES) / Float.BYTES];
        ByteBuffer.wrap(bytes).position(Long.BYTES).slice().asFloatBuffer().get(numbers);
        return Optional.of(numbers);
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes, Long.BYTES, bytes.length - Long.BYTES);
        return checksum.getValue();
    }
}
