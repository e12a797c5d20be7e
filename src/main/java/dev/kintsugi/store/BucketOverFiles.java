package dev.kintsugi.store;

import dev.kintsugi.model.Sha256;
import java.util.Optional;

/** Pictures in a bucket, and in a folder while they cannot be written there. For one process. */
final class BucketOverFiles implements Bucketed {

    private final Bucket bucket;
    private final FileArtifactStore files;

    BucketOverFiles(Bucket bucket, FileArtifactStore files) {
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
        bucket.delete(digest);
        files.delete(digest);
    }

    @Override
    public boolean works() {
        return bucket.works();
    }

    @Override
    public void handOver() {
        files.some(MOVED).forEach(this::move);
    }

    private synchronized void move(String digest) {
        files.get(digest).ifPresent(bucket::putAtLast); // one that is damaged is of no use to anybody
        files.delete(digest);
    }
}
