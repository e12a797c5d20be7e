package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is computed with whom. */
class RunGroupTest extends RunGroupFixture {

    @Test
    void equalStepsAreComputedTogether() {
        var all = Stream.of("a", "b", "c").map(Member::new).toList();
        CompletableFuture.allOf(all.stream().map(Member::all).toArray(CompletableFuture[]::new))
                .join();
        for (int i = STEPS - 1; i > 1; i--) {
            assertThat(company).containsEntry("b" + i, company.get("c" + i));
        }
    }

    /** Threads wake up late: what was computed meanwhile does not count as waiting. */
    @Test
    void noStepIsComputedTwice() {
        var all = Stream.of("a", "b", "c", "d").map(Member::new).toList();
        CompletableFuture.allOf(all.stream()
                        .map(member -> CompletableFuture.runAsync(
                                () -> member.to(2_000).close(), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(runs)
                .hasSize(8_000)
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Test
    void theOthersWaitForOneThatIsALittleBehind() {
        var first = new Member("a").to(3);
        var second = new Member("b");
        CompletableFuture.allOf(first.all(), second.all()).join();
        assertThat(company).containsEntry("b0", 1).containsEntry("b2", 1);
        assertThat(company).containsEntry("a3", 2).containsEntry("b3", 2).containsEntry("a5", 2);
    }

    @Test
    void oneThatIsFarBehindGoesAlone() {
        var first = new Member("a").to(6);
        var second = new Member("b");
        assertThat(group.isOpen()).isFalse();
        second.all().join();
        assertThat(company).containsEntry("b0", 1).containsEntry("b5", 1);
        first.all().join();
    }

    @Test
    void whereStepsOfAnyPositionAreComputedTogetherOneJoinsAtAnyTime() {
        class Any extends Member {
            Any(String name) {
                super(name, true);
            }

            @Override
            public Object key() {
                return "any";
            }

            @Override
            public boolean mixes() {
                return true;
            }
        }
        var first = new Any("a").to(5);
        assertThat(group.isOpen()).isTrue();
        var second = new Any("b");
        CompletableFuture.allOf(first.all(), second.all()).join();
        assertThat(company).containsEntry("a5", 2).containsEntry("b0", 2).containsEntry("b1", 1);
        assertThat(first.company()).isEqualTo(7.0 / 6);
    }

    /** Such as one that is tried again with other weights. */
    @Test
    void nobodyWaitsForOneWhoseStepsAreOfAnotherFamily() {
        class Other extends Member {
            Other(String name) {
                super(name);
            }

            @Override
            public Object family() {
                return "another";
            }

            @Override
            public Object key() {
                return "another";
            }
        }
        var other = new Other("o").to(1);
        var both = List.of(new Member("a"), new Member("b"));
        CompletableFuture.allOf(both.stream().map(Member::all).toArray(CompletableFuture[]::new))
                .join();
        assertThat(company).containsEntry("a5", 2).containsEntry("b5", 2).containsEntry("o0", 1);
        other.all().join();
    }
}
