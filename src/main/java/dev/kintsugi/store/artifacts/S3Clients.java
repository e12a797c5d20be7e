package dev.kintsugi.store.artifacts;

import dev.kintsugi.store.sql.StoreSettings;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes clients of S3 and of stores that speak its protocol. Amazon's own checksums are left out, as older stores of others
 * do not know them.
 */
final class S3Clients {

    private static final Duration CONNECTING = Duration.ofSeconds(2);

    private S3Clients() {}

    /** @throws IllegalArgumentException if there is only one half of the credentials */
    static void requireCredentials(StoreSettings.S3 settings) {
        if (settings.accessKey().isPresent() != settings.secretKey().isPresent()) {
            throw new IllegalArgumentException(
                    "kintsugi.store.s3.access-key and kintsugi.store.s3.secret-key belong together: set both or neither");
        }
    }

    static S3Client open(StoreSettings.S3 settings) {
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTING)
                        .socketTimeout(settings.patience()))
                .overrideConfiguration(calls -> calls.apiCallTimeout(settings.patience()))
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle().orElse(settings.endpoint().isPresent()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(credentials(settings));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(StoreSettings.S3 settings) {
        return settings.accessKey()
                .<AwsCredentialsProvider>map(name -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(name, settings.secretKey().orElseThrow())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }
}
