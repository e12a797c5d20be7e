package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Pictures in a bucket, each an object that its digest names. Amazon's own checksums are left out, as older stores of
 * others do not know them: what is read is compared with its name.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(2);

    private final StoreSettings.S3 settings;
    private final String bucket;
    private @Nullable S3Client opened;

    /** @param bucket that is there already */
    public S3ArtifactStore(StoreSettings.S3 settings, String bucket) {
        if (settings.accessKey().isPresent() != settings.secretKey().isPresent()) {
            throw new IllegalArgumentException(
                    "kintsugi.store.s3.access-key and kintsugi.store.s3.secret-key belong together: set both or neither");
        }
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
            opened = open();
        }
        return opened;
    }

    private S3Client open() {
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTING)
                        .socketTimeout(settings.patience()))
                .overrideConfiguration(calls -> calls.apiCallTimeout(settings.patience()))
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle().orElse(settings.endpoint().isPresent()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(credentials());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return settings.accessKey()
                .<AwsCredentialsProvider>map(name -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(name, settings.secretKey().orElseThrow())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
