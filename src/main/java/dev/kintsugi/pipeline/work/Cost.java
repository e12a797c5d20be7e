package dev.kintsugi.pipeline.work;

/**
 * What decides how much time and memory a work takes, whatever its kind.
 *
 * @param items that are made one after the other, such as pictures
 * @param steps of each
 * @param branches of each step that can be computed together or one after the other: 2 with guidance, else 1
 * @param size of an item: the pixels of a picture, or the numbers that are computed with
 */
public record Cost(int items, int steps, int branches, long size) {

    /** How many steps it has in all. */
    public long allSteps() {
        return (long) items * steps;
    }

    /** What its time grows with: everything that is computed, in a unit of its kind of work. */
    public long amount() {
        return Math.max(1, allSteps() * branches * size);
    }

    public Cost withSteps(int other) {
        return new Cost(items, other, branches, size);
    }

    public Cost withSize(long other) {
        return new Cost(items, steps, branches, other);
    }
}
