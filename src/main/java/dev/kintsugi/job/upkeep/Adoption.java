package dev.kintsugi.job.upkeep;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.ownership.UnrestorableJobs;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.worker.Admission;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.job.worker.KilledJobs;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Lets jobs wait here that no instance takes care of. */
@ApplicationScoped
class Adoption {

    private final Ownership ownership;
    private final Admission admission;
    private final JobQueue queue;
    private final JobPreparation preparation;
    private final KilledJobs killed;
    private final UnrestorableJobs unrestorable;

    Adoption(
            Ownership ownership,
            Admission admission,
            JobQueue queue,
            JobPreparation preparation,
            KilledJobs killed,
            UnrestorableJobs unrestorable) {
        this.unrestorable = unrestorable;
        this.ownership = ownership;
        this.admission = admission;
        this.queue = queue;
        this.preparation = preparation;
        this.killed = killed;
    }

    /** Those whose lease expired: their process has ended, or has lost them while the store failed. Blocks. */
    void adopt() {
        var adopted = ownership.adopt(queue.room());
        tell(adopted);
        for (var job : killed.inOrder(adopted)) {
            try {
                if (admission.reopen(job.id())) {
                    admission.restore(preparation.of(job));
                }
            } catch (RuntimeException e) { // no reason to leave the others
                pass(job.id(), () -> unrestorable.met(job, e));
            }
        }
    }

    /** Not of those that were postponed here, and wait in no hands. */
    private void tell(List<Job> adopted) {
        if (adopted.isEmpty()) {
            return;
        }
        var known = Set.copyOf(queue.jobs());
        var left = adopted.stream().filter(job -> !known.contains(job.id())).count();
        if (left > 0) {
            Log.infof("jobs left by a process that has ended, or lost while the store failed: %d", left);
        }
    }

    /** Those that the store has as waiting here, unknown to this instance: the store failed in the middle. Blocks. */
    void findLost() {
        var known = Set.copyOf(queue.jobs());
        for (var id : ownership.waiting()) {
            if (!known.contains(id)) {
                pass(
                        id,
                        () -> ownership
                                .find(id)
                                .filter(job -> job.state() instanceof JobState.Queued)
                                .ifPresent(this::restoreLost));
            }
        }
    }

    private void restoreLost(Job job) {
        Log.warnf("job %s was lost here while the store failed, and waits again", job.id());
        try {
            admission.reopen(job.id());
            admission.restore(preparation.of(job));
        } catch (RuntimeException e) {
            unrestorable.metAgain(job, e);
        }
    }

    /** One job that cannot be had is no reason to leave the others. */
    private static void pass(JobId job, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            Log.errorf(e, "job %s waits here, and is looked for again", job);
        }
    }
}
