package dev.kintsugi.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where jobs are kept. */
@ConfigMapping(prefix = "kintsugi.store")
public interface StoreSettings {

    /** Where jobs are kept. */
    @WithDefault("sqlite")
    Kind kind();

    /** SQLite. */
    Sqlite sqlite();

    /** PostgreSQL. */
    Postgresql postgresql();

    /** How many bytes of pictures are held in memory while they cannot be written. */
    @WithDefault("67108864")
    long spareBytes();

    /** The kinds of store. */
    enum Kind {
        /** A file in the home folder. */
        SQLITE,
        /** A database that several instances share, with the pictures. */
        POSTGRESQL,
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

    /** PostgreSQL, 14 or newer. */
    interface Postgresql {

        /** Where it is, as its driver for Java takes it: {@code jdbc:postgresql://host:5432/database}. */
        @WithDefault("jdbc:postgresql://localhost:5432/kintsugi")
        String url();

        /** The role that owns the tables. */
        Optional<String> username();

        /** Its password. */
        Optional<String> password();

        /** How many connections are opened at most; one more listens to the other instances. */
        @WithDefault("8")
        int connections();
    }

    /** SQLite's levels of care that make sense with a write-ahead log. */
    enum Synchronous {
        NORMAL,
        FULL
    }
}
