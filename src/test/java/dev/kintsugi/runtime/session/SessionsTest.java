package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What would crash the process without guards, done on purpose. */
class SessionsTest extends RunningSessions {

    @Test
    void remembersWhatCouldNotBeLoadedUntilItIsChanged() throws IOException {
        var file = Files.writeString(folder.resolve("m.onnx"), "not a network");
        var fingerprint = fingerprint(file);
        assertThatThrownBy(() -> sessions.lease(PlainFiles.of(file, fingerprint), Device.CPU, null))
                .isInstanceOf(InferenceException.class);
        assertThat(sessions.hasFailed(file, Device.CPU)).isTrue();
        assertThat(sessions.hasFailed(folder.resolve("other.onnx"), Device.CPU)).isFalse();
        TinyModel.identity(1).writeTo(file);
        assertThat(sessions.hasFailed(file, Device.CPU)).isFalse();
        sessions.lease(PlainFiles.of(file, fingerprint(file)), Device.CPU, null).close();
        assertThat(sessions.hasFailed(file, Device.CPU)).isFalse();
    }

    private static FileFingerprint fingerprint(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileFingerprint(
                attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.fileKey());
    }

    @Test
    void aDiskThatDoesNotAnswerHoldsUpNoCallerAndNoOtherModel() throws Exception {
        var file = TinyModel.identity(1).writeTo(folder.resolve("hung.onnx"));
        var other = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
        var answers = new CountDownLatch(1);
        var hung = PlainFiles.answering(file, answers);
        var before = Thread.activeCount();
        for (int i = 0; i < 40; i++) {
            assertThat(threads.submit(() -> sessions.lease(hung, Device.CPU, null)))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.MODEL_LOADING_TIMEOUT));
        }
        assertThat(Thread.activeCount()).isLessThan(before + 20);
        sessions.lease(PlainFiles.of(other, STAMP), Device.CPU, null).close();
        answers.countDown();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            sessions.lease(hung, Device.CPU, null).close();
            return true;
        });
    }

    @Test
    void loadsOnceHoweverManyAskAtOnce() throws Exception {
        var file = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
        var go = new CountDownLatch(1);
        var asking = new ArrayList<Future<Session>>();
        for (int i = 0; i < 8; i++) {
            asking.add(threads.submit(() -> {
                assertThat(go.await(5, TimeUnit.SECONDS)).isTrue();
                try (var lease = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null)) {
                    return lease.session();
                }
            }));
        }
        go.countDown();
        var first = asking.getFirst().get(10, TimeUnit.SECONDS);
        for (var one : asking) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isSameAs(first);
        }
        assertThat(sessions.loaded()).isEqualTo(1);
        assertThat(sessions.isLoaded(file, Device.CPU)).isTrue();
    }

    @Test
    void survivesEvictionWhileEightThreadsRun() throws Exception {
        var file = TinyModel.identity(4).writeTo(folder.resolve("m.onnx"));
        var done = new AtomicInteger();
        var stop = new AtomicBoolean();
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < 8; i++) {
            running.add(threads.submit(() -> {
                while (!stop.get()) {
                    try (var lease = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null)) {
                        assertThat(run(lease.session(), new RunHandle(), 3)).isEqualTo(3);
                        done.incrementAndGet();
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }));
        }
        var evicted = 0;
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((evicted < 20 || done.get() < 100) && System.nanoTime() < end) {
            evicted += sessions.evictIdle();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // else a busy machine never lets a run in between
        }
        stop.set(true);
        for (var one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(done.get()).isGreaterThanOrEqualTo(100);
        assertThat(evicted).isGreaterThanOrEqualTo(20);
    }

    @Test
    void aRunThatWasGoingOnWhenEverythingWasClosedEndsNormally() throws Exception {
        var session = session(300_000);
        try (var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.FLOAT32, 1);
            var result = threads.submit(() -> session.compute(Map.of("x", x), "y", handle));
            awaitBusy(scope);
            scope.close();
            handle.close();
            sessions.closeAll();
            assertThat(result.isDone()).isFalse();
            assertThat(result.get(60, TimeUnit.SECONDS)).containsExactly(300_000);
        }
        assertThatThrownBy(() -> run(session, new RunHandle(), 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesTensorsAndHandlesThatAreClosed() throws Exception {
        var session = session(1);
        var handle = new RunHandle();
        handle.close();
        assertThatThrownBy(() -> run(session, handle, 1)).isInstanceOf(IllegalStateException.class);
        var scope = new TensorScope();
        var x = scope.allocate(ElementType.FLOAT32, 1);
        scope.close();
        assertThatThrownBy(() -> session.compute(Map.of("x", x), "y", new RunHandle()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scope.allocate(ElementType.FLOAT32, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void opensAFileAnewWhenItWasChanged() throws Exception {
        var file = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
        try (var old = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null);
                var same = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null);
                var changed = sessions.lease(PlainFiles.of(file, new FileFingerprint(1, 2, null)), Device.CPU, null)) {
            assertThat(same.session()).isSameAs(old.session());
            assertThat(changed.session()).isNotSameAs(old.session());
            assertThat(sessions.loaded()).isEqualTo(1);
            assertThat(run(changed.session(), new RunHandle(), 5)).isEqualTo(5);
        }
    }

    /** Otherwise a generation fails between two of its steps when another one sees that the file was changed. */
    @Test
    void whoHoldsALeaseRunsOnWhenTheSessionIsReplacedMeanwhile() throws Exception {
        var file = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
        try (var old = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null)) {
            assertThat(run(old.session(), new RunHandle(), 4)).isEqualTo(4);
            sessions.lease(PlainFiles.of(file, new FileFingerprint(1, 2, null)), Device.CPU, null)
                    .close();
            assertThat(run(old.session(), new RunHandle(), 5)).isEqualTo(5);
        }
    }

    @Test
    void opensASessionAnewAfterAnAllocationFailure() throws Exception {
        var file = TinyModel.zeros().writeTo(folder.resolve("m.onnx"));
        try (var lease = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null);
                var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.INT64, 1);
            x.writeIntegers(100_000_000_000L);
            assertThatThrownBy(() -> lease.session().compute(Map.of("x", x), "y", handle))
                    .isInstanceOf(InferenceException.class);
            try (var next = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null)) {
                assertThat(next.session()).isNotSameAs(lease.session());
                x.writeIntegers(2);
                assertThat(next.session().compute(Map.of("x", x), "y", handle)).containsExactly(0, 0);
            }
        }
    }
}
