package dev.kintsugi.store.artifacts;

import dev.kintsugi.FreePort;
import dev.kintsugi.store.sql.StoreSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real server of S3's protocol that keeps objects in a folder, as a process of its own. It is known by its port alone, so
 * that whoever has that can end it and start it again.
 */
public record S3Server(int port) {

    static final String BUCKET = "pictures";
    private static final String NAME = "a-key";
    private static final String SECRET = "its secret";
    private static S3Server shared;

    /** The one of all tests of this process: it runs, and its bucket is empty. */
    static synchronized S3Server shared() throws IOException {
        if (shared == null) {
            shared = started();
        } else if (!shared.listens()) {
            shared.start();
        }
        try (var objects = Files.walk(shared.folder())) {
            for (var object : objects.filter(Files::isRegularFile).toList()) {
                Files.delete(object);
            }
        }
        return shared;
    }

    /** One that runs and has an empty bucket. */
    public static S3Server started() throws IOException {
        var server = new S3Server(FreePort.find());
        Files.createDirectories(server.folder());
        Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        server.start();
        return server;
    }

    private Path home() {
        return Path.of("target/s3proxy/" + port).toAbsolutePath();
    }

    /** Where the objects of the bucket lie. */
    public Path folder() {
        return home().resolve("objects").resolve(BUCKET);
    }

    /** Returns when it listens. */
    public void start() throws IOException {
        var settings = Files.write(
                home().resolve("properties"),
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + NAME,
                        "s3proxy.credential=" + SECRET,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + home().resolve("objects")));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx128m",
                        "-jar",
                        Path.of("target/s3proxy/s3proxy.jar").toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home().resolve("log").toFile()))
                .start();
        Files.writeString(home().resolve("pid"), Long.toString(process.pid()));
        Awaitility.await("it listens, see its log in " + home())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(50, TimeUnit.MILLISECONDS)
                .until(this::listens);
    }

    private boolean listens() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** SIGKILL; what it keeps stays. */
    public void end() {
        try {
            var pid = Long.parseLong(Files.readString(home().resolve("pid")));
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        } catch (IOException e) {
            throw new IllegalStateException("it was never started", e);
        }
    }

    /** What the service is told of it. */
    public Map<String, String> properties() {
        return Map.of(
                "kintsugi.store.s3.bucket", BUCKET,
                "kintsugi.store.s3.endpoint", address().toString(),
                "kintsugi.store.s3.access-key", NAME,
                "kintsugi.store.s3.secret-key", SECRET);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    S3ArtifactStore store() {
        return store(BUCKET, SECRET);
    }

    S3ArtifactStore store(String bucket, String secret) {
        return new S3ArtifactStore(settings(Optional.of(secret)), bucket);
    }

    S3ArtifactStore storeWithoutSecret() {
        return new S3ArtifactStore(settings(Optional.empty()), BUCKET);
    }

    private StoreSettings.S3 settings(Optional<String> secret) {
        return new StoreSettings.S3() {
            @Override
            public Optional<String> bucket() {
                return Optional.of(BUCKET);
            }

            @Override
            public String prefix() {
                return "kintsugi/";
            }

            @Override
            public Optional<URI> endpoint() {
                return Optional.of(address());
            }

            @Override
            public String region() {
                return "us-east-1";
            }

            @Override
            public Optional<String> accessKey() {
                return Optional.of(NAME);
            }

            @Override
            public Optional<String> secretKey() {
                return secret;
            }

            @Override
            public Optional<Boolean> pathStyle() {
                return Optional.empty();
            }

            @Override
            public Duration patience() {
                return Duration.ofSeconds(5);
            }
        };
    }
}
