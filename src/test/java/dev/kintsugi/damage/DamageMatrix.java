package dev.kintsugi.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Damages files of models that a packaged service serves and compares every answer with the right picture. After each
 * damage a model that cannot be repaired from a source gets its file back, and must draw right pictures again without a
 * restart; a built-in model must get it back by itself.
 */
public final class DamageMatrix implements AutoCloseable {

    private static final long HEALED_WITHIN = TimeUnit.SECONDS.toNanos(20);
    /** Twice as long as readiness may take to tell the truth: others use the machine too. */
    private static final long TRUTH = TimeUnit.SECONDS.toNanos(4);

    private static final int BEFORE_DAMAGE_MS = 250;
    private static final int WHILE_LOADING_MS = 60;
    private static final int BETWEEN_LOOKS_MS = 100;

    /** A file that the service is to bring back by itself. */
    private record Pending(Cell cell, Verdict verdict, String detail, double seconds, long until, boolean touched) {

        boolean unnoticed() {
            return cell.damage() == Damage.FLIP && !touched;
        }

        Pending later() {
            return new Pending(cell, verdict, detail, seconds, System.nanoTime() + HEALED_WITHIN, true);
        }
    }

    private final Bed bed;
    private final List<Subject> subjects;
    private final Random random;
    private final Consumer<Finding> listener;
    private final Map<Subject, Answer> right = new HashMap<>();
    private final Map<Subject, Answer> rightLong = new HashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    /**
     * A matrix that has not begun.
     *
     * @param folder an empty one for the home of the service and for whole copies
     * @param seed of everything that is random
     * @param listener gets each finding as soon as it is known
     */
    public DamageMatrix(Path folder, long seed, Consumer<Finding> listener) throws IOException {
        var home = folder.resolve("home");
        this.bed = new Bed(home);
        this.subjects = Subjects.in(home.resolve("models"), folder.resolve("whole"));
        this.random = new Random(seed);
        this.listener = listener;
    }

    /**
     * Runs cells of the matrix.
     *
     * @param most how many; they are drawn at random
     * @param matching occurs in each of them, in words
     */
    public void run(int most, Pattern matching) throws IOException, InterruptedException {
        var cells = new ArrayList<>(Cell.all(subjects, random).stream()
                .filter(cell -> matching.matcher(cell.toString()).find())
                .toList());
        Collections.shuffle(cells, random);
        var drawn = cells.subList(0, Math.min(most, cells.size()));
        bed.start();
        for (var subject : subjects) {
            right.put(subject, whole(subject, bed.draw(subject)));
            rightLong.put(subject, whole(subject, Bed.join(bed.begin(subject))));
        }
        for (var cell : drawn) {
            if (cell.moment() != Moment.AT_START) {
                whileRunning(cell);
            }
        }
        settle(Integer.MAX_VALUE);
        for (var together : groups(drawn)) {
            atStart(together);
        }
        settle(Integer.MAX_VALUE);
    }

    private static Answer whole(Subject subject, Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException(subject.name() + " does not draw before any damage: " + answer);
        }
        return answer;
    }

    /** One cell of each model at most: models that stand in for each other are not damaged at the same start. */
    private static List<List<Cell>> groups(List<Cell> cells) {
        var groups = new ArrayList<Map<Object, Cell>>();
        for (var cell : cells) {
            if (cell.moment() == Moment.AT_START) {
                var key =
                        cell.subject().standsIn() ? "built-in" : cell.subject().name();
                groups.stream()
                        .filter(group -> !group.containsKey(key))
                        .findFirst()
                        .orElseGet(() -> {
                            groups.add(new LinkedHashMap<>());
                            return groups.getLast();
                        })
                        .put(key, cell);
            }
        }
        return groups.stream().map(group -> List.copyOf(group.values())).toList();
    }

    private void whileRunning(Cell cell) throws IOException, InterruptedException {
        var subject = cell.subject();
        while (pending.stream().anyMatch(other -> other.cell().overlaps(cell))) {
            settle(0);
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
        }
        settle(0);
        switch (cell.moment()) {
            case AT_START -> throw new IllegalArgumentException("it runs already");
            case IDLE -> subject.restore(cell.file());
            case LOADED -> bed.draw(subject);
            case LOADING -> {
                subject.restore(cell.file());
                during(cell, bed.beginShort(subject), random.nextInt(WHILE_LOADING_MS), right.get(subject));
                return;
            }
            case RUNNING -> {
                bed.draw(subject);
                during(cell, bed.begin(subject), random.nextInt(BEFORE_DAMAGE_MS), rightLong.get(subject));
                return;
            }
            case REPAIRED -> {
                Files.delete(subject.file(cell.file()));
                var until = System.nanoTime() + HEALED_WITHIN;
                while (!cell.isWhole() && System.nanoTime() - until < 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
        }
        cell.damage(random);
        judge(cell, System.nanoTime(), Verdict.RIGHT, null);
    }

    private void during(Cell cell, CompletableFuture<Answer> running, int millis, Answer wanted)
            throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        cell.damage(random);
        var begun = System.nanoTime();
        var first = Bed.join(running);
        judge(cell, begun, first.against(wanted), first);
    }

    private void judge(Cell cell, long begun, Verdict before, Answer during) throws IOException, InterruptedException {
        var subject = cell.subject();
        var answer = bed.draw(subject);
        var seconds = (System.nanoTime() - begun) / 1e9;
        var verdict = before.worse(answer.against(right.get(subject)));
        var detail = (during == null ? "" : during + "; then ") + answer;
        if (!bed.isAlive()) {
            tell(cell, Verdict.DEAD, detail + "\n" + String.join("\n", bed.endOfLog()), seconds);
            cell.restore();
            subject.restoreAll();
            bed.stop();
            bed.start();
            return;
        }
        var live = bed.probe("/q/health/live");
        var ready = readySoon();
        if (live != 200 || ready != 200) {
            verdict = verdict.worse(Verdict.NOT_HEALED);
            detail += "; live " + live + ", ready " + ready;
        }
        var until = System.nanoTime() + HEALED_WITHIN;
        if (cell.heals()) {
            pending.add(new Pending(cell, verdict, detail, seconds, until, false));
        } else {
            cell.restore();
            var healed = drawsRight(subject, until);
            tell(
                    cell,
                    healed.status() == 200 ? verdict : verdict.worse(Verdict.NOT_HEALED),
                    detail + (healed.status() == 200 ? "" : "; after the file came back " + healed),
                    seconds);
        }
    }

    /** What readiness says, which may be as old as {@link #TRUTH} allows. */
    private int readySoon() throws InterruptedException {
        var until = System.nanoTime() + TRUTH;
        while (true) {
            var ready = bed.probe("/q/health/ready");
            if (ready == 200 || System.nanoTime() - until > 0) {
                return ready;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
        }
    }

    /** The right picture, or the last answer if it does not come in time. */
    private Answer drawsRight(Subject subject, long until) throws InterruptedException {
        while (true) {
            var answer = bed.draw(subject);
            if (answer.against(right.get(subject)) == Verdict.RIGHT) {
                return answer;
            }
            if (System.nanoTime() - until > 0) {
                return answer.status() == 200 ? new Answer(-2, answer.body()) : answer;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
        }
    }

    /** Tells of what has healed by itself, or has not in its time; leaves at most so many open. */
    private void settle(int wait) throws IOException, InterruptedException {
        do {
            var again = new ArrayList<Pending>();
            for (var each = pending.iterator(); each.hasNext(); ) {
                var one = each.next();
                var healed = one.cell().isWhole();
                if (!healed && System.nanoTime() - one.until() > 0 && one.unnoticed()) {
                    // Nothing but its bytes changed, which is found when it is opened anew.
                    Files.setLastModifiedTime(
                            one.cell().subject().file(one.cell().file()), FileTime.from(Instant.now()));
                    again.add(one.later());
                    each.remove();
                } else if (healed || System.nanoTime() - one.until() > 0) {
                    each.remove();
                    tell(
                            one.cell(),
                            healed ? one.verdict() : one.verdict().worse(Verdict.NOT_HEALED),
                            one.detail() + (healed ? "" : "; the file was not brought back"),
                            one.seconds());
                    one.cell().restore();
                }
            }
            pending.addAll(again);
            if (wait > 0 && !pending.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
            }
        } while (wait > 0 && !pending.isEmpty());
    }

    private void atStart(List<Cell> together) throws IOException, InterruptedException {
        settle(Integer.MAX_VALUE);
        bed.stop();
        for (var cell : together) {
            cell.damage(random);
        }
        var begun = System.nanoTime();
        try {
            bed.start();
        } catch (AssertionError | RuntimeException e) {
            for (var cell : together) {
                tell(cell, Verdict.DEAD, "does not start\n" + String.join("\n", bed.endOfLog()), 0);
                cell.restore();
            }
            bed.stop();
            bed.start();
            return;
        }
        for (var cell : together) {
            judge(cell, begun, Verdict.RIGHT, null);
        }
    }

    private void tell(Cell cell, Verdict verdict, String detail, double seconds) {
        listener.accept(Finding.of(cell, verdict, detail, seconds));
    }

    @Override
    public void close() throws InterruptedException {
        bed.close();
    }
}
