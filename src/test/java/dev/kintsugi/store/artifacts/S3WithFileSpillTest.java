package dev.kintsugi.store.artifacts;

import dev.kintsugi.model.file.WriteFaultHook;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;

class S3WithFileSpillTest extends BucketedContract {

    @TempDir
    Path folder;

    @Override
    TieredArtifactStore store(Bucket bucket) {
        return new S3WithFileSpill(bucket, files(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private FileArtifactStore files() {
        return new FileArtifactStore(folder, WriteFaultHook.OPEN);
    }

    @Override
    boolean isInTheSecondPlace() {
        return files().get(DIGEST).isPresent();
    }
}
