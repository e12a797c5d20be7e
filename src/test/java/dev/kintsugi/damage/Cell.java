package dev.kintsugi.damage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One damage of one file at one moment.
 *
 * @param file its path in the model's folder
 */
record Cell(Subject subject, String file, Damage damage, Moment moment) {

    /** All cells of some models. */
    static List<Cell> all(List<Subject> subjects, Random random) throws IOException {
        var possible = Stream.of(Damage.values()).filter(Damage::isPossible).toList();
        var cells = new ArrayList<Cell>();
        for (var subject : subjects) {
            for (var file : subject.files()) {
                for (var damage : possible) {
                    var moments = Stream.of(Moment.values())
                            .filter(moment -> moment != Moment.REPAIRED)
                            .toList();
                    (damage.isUsual() ? moments : List.of(moments.get(random.nextInt(moments.size()))))
                            .forEach(moment -> cells.add(new Cell(subject, file, damage, moment)));
                }
                if (subject.heals()) {
                    var again = possible.get(random.nextInt(possible.size()));
                    cells.add(new Cell(subject, file, again, Moment.REPAIRED));
                }
            }
        }
        return cells;
    }

    /** Makes the damage. */
    void damage(Random random) throws IOException {
        damage.of(subject.file(file), random);
    }

    /** Whether the service is to put right by itself what is damaged. */
    boolean heals() {
        return subject.heals() && damage.isMendable();
    }

    /** Whether two cells damage the same file, or may. */
    boolean overlaps(Cell other) {
        return subject.equals(other.subject) && (file.equals(other.file) || damage.isWide() || other.damage.isWide());
    }

    boolean isWhole() throws IOException {
        for (var path : damage.isWide() ? subject.files() : List.of(file)) {
            if (!subject.isWhole(path)) {
                return false;
            }
        }
        return true;
    }

    /** Puts back what was damaged. */
    void restore() throws IOException {
        damage.undo(subject.file(file));
        if (damage.isWide()) {
            subject.restoreAll();
        } else {
            subject.restore(file);
        }
    }

    @Override
    public String toString() {
        return subject.name() + "/" + file + " " + damage + " " + moment;
    }
}
