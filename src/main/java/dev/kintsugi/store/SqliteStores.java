package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.store.artifacts.Bucket;
import dev.kintsugi.store.artifacts.FileArtifactStore;
import dev.kintsugi.store.artifacts.S3WithFileSpill;
import dev.kintsugi.store.jobs.FallbackJobStore;
import dev.kintsugi.store.jobs.NoSignals;
import dev.kintsugi.store.jobs.SqlCheckpoints;
import dev.kintsugi.store.jobs.SqlJobStore;
import dev.kintsugi.store.sql.LazyDatabase;
import dev.kintsugi.store.sql.Migrations;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.SQLTimeoutException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Makes the stores that lie in the home folder: jobs in a file of SQLite, artifacts in files or in a bucket. */
@Singleton
class SqliteStores {

    private static final String HOME = "kintsugi.home (KINTSUGI_HOME) to another folder";

    private final ModelFolders folders;
    private final StoreFaultHook faultHook;
    private final WriteFaultHook files;
    private final Features features;
    private final Clock clock;
    private final Executor blocking;

    SqliteStores(
            ModelFolders folders,
            StoreFaultHook faultHook,
            WriteFaultHook files,
            Features features,
            Clock clock,
            @Blocking Executor blocking) {
        this.folders = folders;
        this.faultHook = faultHook;
        this.files = files;
        this.features = features;
        this.clock = clock;
        this.blocking = blocking;
    }

    StandardStores open(Synchronous synchronous, Optional<Bucket> bucket, Event<UnusableStore> unusable) {
        var file = folders.home().resolve("kintsugi.db");
        var database = SqliteDatabase.claimed(
                file, synchronous, faultHook, problem -> features.failed(FallbackJobStore.DEPENDENCY, problem));
        blocking.execute(() ->
                open(database).map(problem -> new UnusableStore(file + problem)).ifPresent(unusable::fire));
        var inFiles = new FileArtifactStore(folders.home().resolve("artifacts"), files);
        var artifacts = bucket.<ArtifactStore>map(there -> new S3WithFileSpill(there, inFiles, clock))
                .orElse(inFiles);
        return new StandardStores(
                new SqlJobStore(database),
                true,
                artifacts,
                new SqlCheckpoints(database),
                new NoSignals(),
                Optional.empty());
    }

    /**
     * In the background. A service whose jobs are in a file that it must not touch does not go on without them; one whose
     * disk is full or does not answer does, and tries again.
     *
     * @return why it must not be touched
     */
    private Optional<String> open(LazyDatabase database) {
        try {
            database.now();
            return Optional.empty();
        } catch (StoreException e) {
            if (database.isClosed()) {
                return Optional.empty(); // the service ends already
            }
            if (isPassing(e)) {
                features.failed(FallbackJobStore.DEPENDENCY, "the file of the jobs cannot be opened now");
                Log.errorf("the file of the jobs cannot be opened now, and is tried again: %s", e.getMessage());
                return Optional.empty();
            }
            Log.debug("the file of the jobs cannot be opened", e);
            return Optional.of(
                    e.getCause() instanceof Migrations.Newer newer
                            ? " cannot be used (" + newer.getMessage() + "): start the newer version, or set " + HOME
                            : " cannot be used (" + e.getMessage()
                                    + "): see to its owner, its permissions and its disk, or set " + HOME);
        }
    }

    private static boolean isPassing(StoreException thrown) {
        var text = String.valueOf(thrown.getMessage());
        return thrown.getCause() instanceof SQLTimeoutException
                || Stream.of("[SQLITE_FULL", "[SQLITE_IOERR", "[SQLITE_BUSY", "No space left on device")
                        .anyMatch(text::contains);
    }
}
