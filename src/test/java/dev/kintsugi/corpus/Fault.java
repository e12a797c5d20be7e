package dev.kintsugi.corpus;

/** Something that goes wrong for real. */
@FunctionalInterface
public interface Fault {

    void provoke() throws Throwable;
}
