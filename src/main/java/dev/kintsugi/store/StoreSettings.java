package dev.kintsugi.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where jobs are kept. */
@ConfigMapping(prefix = "kintsugi.store")
public interface StoreSettings {

    /** Where jobs are kept. */
    @WithDefault("sqlite")
    Kind kind();

    /** SQLite. */
    Sqlite sqlite();

    /** How many bytes of pictures are held in memory while they cannot be written. */
    @WithDefault("67108864")
    long spareBytes();

    /** The kinds of store. */
    enum Kind {
        /** A file in the home folder. */
        SQLITE,
        /** Nothing survives the end of the process. */
        MEMORY
    }

    /** SQLite. */
    interface Sqlite {

        /**
         * {@code normal}: what was accepted survives the end of the process, but the newest jobs may be lost with the
         * power. {@code full}: they survive that too, at the price of one write to the disk for each group of changes.
         */
        @WithDefault("normal")
        Synchronous synchronous();
    }

    /** SQLite's levels of care that make sense with a write-ahead log. */
    enum Synchronous {
        NORMAL,
        FULL
    }
}
