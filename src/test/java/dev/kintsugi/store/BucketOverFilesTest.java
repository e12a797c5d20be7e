package dev.kintsugi.store;

import dev.kintsugi.model.WriteGate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;

class BucketOverFilesTest extends BucketedContract {

    @TempDir
    Path folder;

    @Override
    Bucketed store(Bucket bucket) {
        return new BucketOverFiles(bucket, files(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private FileArtifactStore files() {
        return new FileArtifactStore(folder, WriteGate.OPEN);
    }

    @Override
    boolean isInTheSecondPlace() {
        return files().get(DIGEST).isPresent();
    }
}
