package dev.kintsugi.job.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.CheckpointStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointsTest {

    private static final float[] NUMBERS = {1.5f, -0f, Float.MIN_VALUE, 3e30f};

    private final JobId job = JobId.random(new Random(1));
    private final Map<String, byte[]> kept = new HashMap<>();
    private boolean broken;
    private final CheckpointStore store = new CheckpointStore() {
        @Override
        public void keep(JobId job, String name, byte[] content) {
            requireWhole();
            kept.put(name, content);
        }

        @Override
        public Optional<byte[]> find(JobId job, String name) {
            requireWhole();
            return Optional.ofNullable(kept.get(name));
        }

        @Override
        public void forget(JobId job) {
            kept.clear();
        }

        private void requireWhole() {
            if (broken) {
                throw new IllegalStateException("the disk is full");
            }
        }
    };
    private final Checkpoints checkpoints = new Checkpoints(store, Duration.ofSeconds(1));

    @Test
    void whatTookLongIsFoundAgain() {
        checkpoints.of(job, false).keep("latents", NUMBERS, Duration.ofSeconds(1));
        assertThat(checkpoints.of(job, false).find("latents", 4))
                .hasValueSatisfying(numbers -> assertThat(numbers).containsExactly(NUMBERS));
        assertThat(checkpoints.of(job, false).find("latents", 5)).isEmpty();
        assertThat(checkpoints.of(job, false).find("other", 4)).isEmpty();
        assertThat(checkpoints.of(job, true).find("latents", 4))
                .as("nobody looks")
                .isEmpty();
        checkpoints.forget(job);
        assertThat(kept).isEmpty();
    }

    @Test
    void whatWasQuickIsNotKept() {
        checkpoints.of(job, false).keep("latents", NUMBERS, Duration.ofMillis(999));
        assertThat(kept).isEmpty();
    }

    @Test
    void whatWasDamagedIsNotFound() {
        checkpoints.of(job, false).keep("latents", NUMBERS, Duration.ofSeconds(2));
        var content = kept.get("latents");
        for (int bit = 0; bit < content.length * 8; bit++) {
            content[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(checkpoints.of(job, false).find("latents", 4))
                    .as("bit %d", bit)
                    .isEmpty();
            content[bit / 8] ^= (byte) (1 << bit % 8);
        }
        kept.put("latents", new byte[3]);
        assertThat(checkpoints.of(job, false).find("latents", 0)).isEmpty();
    }

    @Test
    void nobodyNoticesThatNothingCanBeKept() {
        broken = true;
        checkpoints.of(job, false).keep("latents", NUMBERS, Duration.ofSeconds(2));
        assertThat(checkpoints.of(job, false).find("latents", 4)).isEmpty();
        checkpoints.forget(job);
    }
}
