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

    /**
     * {@code sqlite}: jobs survive the process, in {@code kintsugi.db} and {@code artifacts/} in the home. {@code
     * postgresql}: several instances share them, with the pictures. {@code memory}: they do not survive.
     */
    @WithDefault("sqlite")
    Kind kind();

    /** SQLite. */
    Sqlite sqlite();

    /** PostgreSQL. */
    Postgresql postgresql();

    /** A bucket for artifacts. */
    S3 s3();

    /** The most bytes of artifacts held in memory while they cannot be written. */
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
         * {@code normal}: accepted jobs survive the end of the process, but the newest may be lost with the power.
         * {@code full}: they survive that too, with one write to the disk for each group of changes.
         */
        @WithDefault("normal")
        Synchronous synchronous();
    }

    /** PostgreSQL, 14 or newer. */
    interface Postgresql {

        /** The JDBC URL of the database, PostgreSQL 14 or newer. */
        @WithDefault("jdbc:postgresql://localhost:5432/kintsugi")
        @AllowedValues(matching = "jdbc:postgresql:.+", as = "an address such as jdbc:postgresql://host:5432/database")
        String url();

        /** The user that owns the tables. */
        Optional<String> username();

        /** The password of that user. */
        Optional<String> password();

        /** The most open connections. One more listens to the other instances. */
        @WithDefault("8")
        @AllowedValues(from = "1", to = "1000")
        int connections();
    }

    /** A bucket of S3, or of a store that speaks its protocol. */
    interface S3 {

        /**
         * The bucket for the artifacts of {@code sqlite} and {@code postgresql}. Without it they are stored with the
         * jobs.
         */
        Optional<String> bucket();

        /** The prefix of all object names. */
        @WithDefault("kintsugi/")
        String prefix();

        /** The endpoint of a store other than Amazon's, such as {@code https://objects.example:9000}. */
        Optional<URI> endpoint();

        /** The region. Stores other than Amazon's mostly ignore it. */
        @WithDefault("us-east-1")
        String region();

        /**
         * The name of the access key. Without it the usual places of Amazon's tools are read: environment, profile,
         * role.
         */
        Optional<String> accessKey();

        /** The secret of the access key. */
        Optional<String> secretKey();

        /** Whether the bucket is the first part of the path instead of the host name. By default if there is an endpoint. */
        Optional<Boolean> pathStyle();

        /** The time limit of one call, with its retries. */
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
