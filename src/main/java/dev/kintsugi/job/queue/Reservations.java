package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.ArrayList;
import java.util.List;

/** Places in the queue that are kept for jobs that will be added in a moment. */
final class Reservations {

    private final List<Place> places = new ArrayList<>();

    /**
     * @param principal of the caller; empty if that is not known
     * @param amount how much there is to compute
     */
    private record Place(WorkKind kind, String principal, long amount) {

        static Place of(Job job) {
            var work = job.plan().work();
            return new Place(
                    work.kind(),
                    job.caller().principal().orElse(""),
                    work.cost().amount());
        }
    }

    void add(Job job) {
        places.add(Place.of(job));
    }

    void remove(Job job) {
        places.remove(Place.of(job));
    }

    int size() {
        return places.size();
    }

    /** How many are kept for a principal. */
    int of(String principal) {
        return (int) places.stream()
                .filter(place -> place.principal().equals(principal))
                .count();
    }

    /** How many are kept for a kind. */
    int ofKind(WorkKind kind) {
        return (int) places.stream().filter(place -> place.kind() == kind).count();
    }

    /** How much there is to compute in the jobs of a kind. */
    long amount(WorkKind kind) {
        return places.stream()
                .filter(place -> place.kind() == kind)
                .mapToLong(Place::amount)
                .sum();
    }
}
