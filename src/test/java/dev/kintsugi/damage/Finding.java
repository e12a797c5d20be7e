package dev.kintsugi.damage;

/**
 * What became of a cell.
 *
 * @param cell in words
 * @param detail what the client got, for people to read
 * @param seconds from the damage until the answer
 */
public record Finding(String cell, String damage, String moment, Verdict verdict, String detail, double seconds) {

    static Finding of(Cell cell, Verdict verdict, String detail, double seconds) {
        return new Finding(
                cell.toString(), cell.damage().toString(), cell.moment().toString(), verdict, detail, seconds);
    }
}
