package dev.kintsugi.job.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.SettableClock;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JobReaderTest {

    private final JobId job = JobId.random(new Random(1));
    private final AssertSubscriber<JobEvent> subscriber = AssertSubscriber.create(0);
    private final SettableClock clock = new SettableClock();
    private final JobReader reader = new JobReader(subscriber, clock);
    private long seq;

    JobReaderTest() {
        subscriber.onSubscribe(reader);
    }

    @Test
    void oneThatLagsIsSparedWhatIsOutOfDateAndNothingElse() {
        emit(new JobEvent.Started());
        emit(step(1));
        emit(preview(0));
        emit(new JobEvent.Progressed(new Progress.Warning("look out"), Optional.empty()));
        emit(step(2));
        clock.pass(ReaderBacklog.LAG.plusMillis(1));
        emit(step(3));
        emit(preview(1));
        emit(new JobEvent.Progressed(new Progress.StageDone("denoise", 0, Duration.ZERO), Optional.empty()));
        emit(new JobEvent.Recovering(Jobs.step()));
        emit(new JobEvent.Cancelled());
        reader.complete();
        subscriber.request(100).awaitCompletion();
        assertThat(subscriber.getItems())
                .extracting(JobEvent::seq)
                .as("not steps 1 and 2, not the first preview")
                .containsExactly(1L, 4L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void oneThatLagsIsSparedNothingOfWhatGrows() {
        emit(delta("once "));
        emit(delta("upon "));
        clock.pass(ReaderBacklog.LAG.plusMillis(1));
        emit(delta("a time"));
        reader.complete();
        subscriber.request(100).awaitCompletion();
        assertThat(subscriber.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L);
    }

    private static JobEvent.What delta(String text) {
        return new JobEvent.Progressed(new Progress.Delta(0, text), Optional.empty());
    }

    @Test
    void oneThatThrowsIsToldNoMoreAndWhoeverTellsDoesNotNotice() {
        var told = new ArrayList<Long>();
        var left = new AtomicBoolean();
        var broken = new JobReader(
                new AssertSubscriber<>() {
                    @Override
                    public void onNext(JobEvent event) {
                        told.add(event.seq());
                        throw new IllegalStateException("its connection is closed");
                    }
                },
                clock);
        broken.onLeave(() -> left.set(true));
        broken.request(100);
        var readers = new JobReaders();
        readers.add(broken);
        readers.add(reader);
        subscriber.request(100);
        readers.tell(new JobEvent(job, 1, clock.instant(), new JobEvent.Started()));
        readers.tell(new JobEvent(job, 2, clock.instant(), new JobEvent.Cancelled()));
        readers.complete();
        assertThat(subscriber.awaitCompletion().getItems()).hasSize(2);
        assertThat(told).containsExactly(1L);
        assertThat(left).isTrue();
    }

    @Test
    void oneThatKeepsUpHearsEverything() {
        for (int i = 1; i <= 50; i++) {
            emit(step(i));
            subscriber.request(1);
            clock.pass(ReaderBacklog.LAG.minusMillis(1));
        }
        reader.complete();
        assertThat(subscriber.awaitCompletion().getItems()).hasSize(50);
    }

    @Test
    void thePastIsWholeHoweverSlowlyItIsRead() {
        for (int i = 1; i <= 3; i++) {
            reader.emitPast(new JobEvent(job, ++seq, clock.instant(), step(i)));
            clock.pass(Duration.ofSeconds(10));
        }
        emit(step(4));
        clock.pass(Duration.ofSeconds(10));
        emit(step(5));
        reader.complete();
        subscriber.request(100).awaitCompletion();
        assertThat(subscriber.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 5L);
    }

    @Test
    void whatCameAtOnceIsOutOfDateOnceItHasWaited() {
        for (int i = 1; i <= 1000; i++) {
            emit(step(i));
        }
        subscriber.request(2);
        clock.pass(ReaderBacklog.LAG.plusMillis(1));
        emit(new JobEvent.Cancelled());
        reader.complete();
        subscriber.request(Long.MAX_VALUE).awaitCompletion();
        assertThat(subscriber.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 1000L, 1001L);
    }

    @Test
    void losesNothingWhereOthersTellWhileItAsks() throws Exception {
        var many = 20_000;
        try (var others = Executors.newFixedThreadPool(2)) {
            others.execute(() -> {
                for (int i = 1; i <= many; i++) {
                    emit(step(i));
                }
                reader.complete();
            });
            others.execute(() -> {
                for (int i = 0; i < many; i++) {
                    subscriber.request(1);
                }
            });
            others.shutdown();
            assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(subscriber.awaitCompletion().getItems())
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, many).boxed().toList());
    }

    @Test
    void whatWasReadIsToldBeforeItIsToldThatNoMoreCanBe() {
        emit(step(1));
        reader.fail(new IllegalStateException("the disk is gone"));
        subscriber.assertNotTerminated();
        subscriber.request(1).awaitFailure();
        assertThat(subscriber.getItems()).hasSize(1);
        assertThat(subscriber.getFailure()).hasMessage("the disk is gone");
    }

    @Test
    void whoGoesAwayIsForgottenAlsoWhereThatIsKnownLate() {
        var left = new int[1];
        reader.cancel();
        reader.onLeave(() -> left[0]++);
        emit(step(1));
        reader.complete();
        assertThat(left[0]).isEqualTo(1);
        assertThat(subscriber.getItems()).isEmpty();
        subscriber.assertNotTerminated();
    }

    private void emit(JobEvent.What what) {
        reader.emit(new JobEvent(job, ++seq, clock.instant(), what));
    }

    private static JobEvent.What step(int step) {
        return new JobEvent.Progressed(new Progress.Step("denoise", 0, 1, step, 1000), Optional.empty());
    }

    private static JobEvent.What preview(int index) {
        return new JobEvent.Progressed(
                new Progress.Preview("denoise", 0, index, MediaType.PNG, new byte[] {1}), Optional.empty());
    }
}
