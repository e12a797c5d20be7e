package dev.kintsugi.store.sql;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The store of jobs. */
@ConfigMapping(prefix = "kintsugi.store")
public interface StoreSettings {

    /** The store of jobs. */
    @WithDefault("sqlite")
    Kind kind();

    /** SQLite. */
    Sqlite sqlite();

    /** PostgreSQL. */
    Postgresql postgresql();

    /** A bucket for artifacts. */
    S3 s3();

    /** How many bytes of artifacts are held in memory while they cannot be written. */
    @WithDefault("67108864")
    @AllowedValues(from = "0")
    long fallbackBytes();

    /** The kinds of store. */
    enum Kind {
        /** A file in the home folder. */
        SQLITE,
        /** A database that several instances share, with the artifacts. */
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

        /** Its URL, as its JDBC driver takes it: {@code jdbc:postgresql://host:5432/database}. */
        @WithDefault("jdbc:postgresql://localhost:5432/kintsugi")
        @AllowedValues(matching = "jdbc:postgresql:.+", as = "an address such as jdbc:postgresql://host:5432/database")
        String url();

        /** The role that owns the tables. */
        Optional<String> username();

        /** Its password. */
        Optional<String> password();

        /** How many connections are opened at most; one more listens to the other instances. */
        @WithDefault("8")
        @AllowedValues(from = "1", to = "1000")
        int connections();
    }

    /** A bucket of S3, or of a store that speaks its protocol. */
    interface S3 {

        /**
         * Its name. With it artifacts lie there; without it in the home folder (SQLite) or in the database (PostgreSQL),
         * also for those that cannot be written to the bucket.
         */
        Optional<String> bucket();

        /** What the names of all objects begin with. */
        @WithDefault("kintsugi/")
        String prefix();

        /** Its endpoint, if that is not Amazon's: {@code https://objects.example:9000}. */
        Optional<URI> endpoint();

        /** The region; others than Amazon mostly do not mind. */
        @WithDefault("us-east-1")
        String region();

        /** The name of the key; without it the usual places of Amazon's tools are read: environment, profile, role. */
        Optional<String> accessKey();

        /** The key. */
        Optional<String> secretKey();

        /**
         * Whether the bucket is the first part of the path, and not of the host's name; by default if there is an
         * endpoint.
         */
        Optional<Boolean> pathStyle();

        /** How long one call may take, with its repetitions. */
        @WithDefault("10s")
        @AllowedValues(from = "1ms")
        Duration patience();
    }

    /** SQLite's levels of care that make sense with a write-ahead log. */
    enum Synchronous {
        NORMAL,
        FULL
    }
}
