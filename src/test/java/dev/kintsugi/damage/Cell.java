package dev.kintsugi.damage;

/**
 * One damage of one file at one moment.
 *
 * @param file its path in the model's folder
 */
record Cell(Subject subject, String file, Damage damage, Moment moment) {

    @Override
    public String toString() {
        return subject.name() + "/" + file + " " + damage + " " + moment;
    }
}
