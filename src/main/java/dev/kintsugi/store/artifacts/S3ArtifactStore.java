package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Pictures in a bucket, each an object that its digest names: what is read is compared with that. */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {

    private final StoreSettings.S3 settings;
    private final String bucket;
    private @Nullable S3Client opened;

    /** @param bucket that is there already */
    public S3ArtifactStore(StoreSettings.S3 settings, String bucket) {
        S3Clients.requireCredentials(settings);
        this.settings = settings;
        this.bucket = bucket;
    }

    @Override
    public String put(byte[] content) {
        var digest = Sha256.of(content);
        try {
            client().putObject(
                            request -> request.bucket(bucket).key(key(digest)).contentType("application/octet-stream"),
                            RequestBody.fromBytes(content));
            return digest;
        } catch (SdkException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public Optional<byte[]> get(String digest) {
        try {
            var content = client().getObjectAsBytes(
                            request -> request.bucket(bucket).key(key(digest)))
                    .asByteArrayUnsafe();
            return Optional.of(content).filter(found -> Sha256.of(found).equals(digest));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            if (isForbidden(e)) {
                return Optional.empty(); // what S3 says of a missing object if listing is not permitted
            }
            throw unreadable(e);
        }
    }

    @Override
    public void delete(String digest) {
        try {
            client().deleteObject(request -> request.bucket(bucket).key(key(digest)));
        } catch (SdkException e) {
            throw new StoreException(e);
        }
    }

    private static boolean isForbidden(Throwable thrown) {
        return thrown instanceof S3Exception e && e.statusCode() == 403;
    }

    /** Whether it answered, and would not. */
    static boolean isRefusal(RuntimeException thrown) {
        return thrown.getCause() instanceof S3Exception e && e.statusCode() < 500;
    }

    /** The failure of an artifact that cannot be fetched now. */
    static StoreException unreadable(@Nullable Throwable cause) {
        return new StoreException(new TypedException(
                FailureType.STATE_LOAD_FAILED, "The store of artifacts cannot be read now; it is tried again.", cause));
    }

    private String key(String digest) {
        return settings.prefix() + digest;
    }

    /** Made when it is needed first: a start does not wait for it. */
    private synchronized S3Client client() {
        if (opened == null) {
            opened = S3Clients.open(settings);
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
