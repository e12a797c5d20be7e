package dev.kintsugi.store.artifacts;

import dev.kintsugi.model.file.Sha256;
import java.time.Clock;
import java.util.Optional;

/** Pictures in a bucket, and in a folder while they cannot be written there. For one process. */
public final class S3WithFileSpill implements TieredArtifactStore {

    private final Bucket bucket;
    private final FileArtifactStore files;
    private final Clock clock;

    public S3WithFileSpill(Bucket bucket, FileArtifactStore files, Clock clock) {
        this.clock = clock;
        this.bucket = bucket;
        this.files = files;
    }

    @Override
    public String put(byte[] content) {
        return bucket.put(content) ? Sha256.of(content) : files.put(content);
    }

    @Override
    public Optional<byte[]> get(String digest) {
        return files.get(digest).or(() -> bucket.get(digest));
    }

    /** Not while it is moved: it would come back. */
    @Override
    public synchronized void delete(String digest) {
        files.delete(digest);
        bucket.delete(digest);
    }

    @Override
    public boolean works() {
        return bucket.works();
    }

    @Override
    public void flush() {
        var until = clock.instant().plus(MOVING);
        files.some(MOVED).stream()
                .takeWhile(_ -> clock.instant().isBefore(until))
                .forEach(this::move);
    }

    private synchronized void move(String digest) {
        files.get(digest).ifPresent(bucket::putAtLast); // a damaged one is useless
        files.delete(digest);
    }
}
