package dev.kintsugi.api.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private static final long LARGE = 1_000_000;

    private final BodyMemory memory = new BodyMemory(3 * LARGE);

    @Test
    void largeBodiesAreRefusedBeyondTheLimitAndSmallOnesAreNot() {
        var first = memory.take(LARGE).orElseThrow();
        assertThat(memory.take(2 * LARGE)).isPresent();
        assertThat(memory.take(BodyMemory.SMALL + 1)).isEmpty();
        assertThat(memory.take(BodyMemory.SMALL)).isPresent();
        first.giveBack();
        first.giveBack();
        assertThat(memory.take(LARGE)).isPresent();
        assertThat(memory.take(LARGE)).isEmpty();
    }
}
