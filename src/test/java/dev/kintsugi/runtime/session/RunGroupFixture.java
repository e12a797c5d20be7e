package dev.kintsugi.runtime.session;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Runs of a group that note how many each of their steps was computed for. */
abstract class RunGroupFixture {

    static final int STEPS = 6;

    RunGroup group = new RunGroup(4);
    final ExecutorService threads = Executors.newCachedThreadPool();

    /** How many were computed in one run, by member and position. */
    final Map<String, Integer> company = new ConcurrentHashMap<>();

    /** In how many runs each step was computed. */
    final Map<String, Integer> runs = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    class Member implements RunGroup.Step {

        final String name;
        private final RunHandle handle = new RunHandle(group);
        int position;

        Member(String name) {
            this(name, false);
        }

        Member(String name, boolean any) {
            this.name = name;
            group.join(handle, any);
        }

        double company() {
            return handle.company();
        }

        @Override
        public Object key() {
            return position;
        }

        @Override
        public Object family() {
            return "all";
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public List<Runnable> together(List<RunGroup.Step> steps) {
            steps.forEach(step -> runs.merge(((Member) step).name + step.position(), 1, Integer::sum));
            return steps.stream()
                    .<Runnable>map(step -> () -> ((Member) step).company(steps.size()))
                    .toList();
        }

        void company(int size) {
            company.put(name + position, size);
        }

        /** Does steps up to one. */
        Member to(int end) {
            for (; position < end; position++) {
                if (!group.compute(this, handle)) {
                    company(1);
                }
            }
            return this;
        }

        void stop() {
            handle.cancel();
        }

        void setAside() {
            handle.setAside();
        }

        boolean isTypical() {
            return handle.isTypical();
        }

        void close() {
            group.leave(handle);
            handle.close();
        }

        CompletableFuture<Void> all() {
            return CompletableFuture.runAsync(() -> to(STEPS).close(), threads);
        }
    }
}
