package dev.kintsugi.runtime.session;

import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.runtime.weights.NetworkFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Files that nobody vouches for. */
final class PlainFiles {

    private PlainFiles() {}

    /** What the file system says of them counts. */
    static NetworkFiles of(Path file) {
        return new NetworkFiles() {
            @Override
            public String name() {
                return "tiny";
            }

            @Override
            public Path file() {
                return file;
            }

            @Override
            public FileFingerprint fingerprint(Path of) {
                return PlainFiles.fingerprint(of);
            }

            @Override
            public void accept(Path of, FileFingerprint fingerprint, String sha256) {}
        };
    }

    /** They are taken to be the same as long as the fingerprint is. */
    static NetworkFiles of(Path file, FileFingerprint fingerprint) {
        return new NetworkFiles() {
            @Override
            public String name() {
                return "tiny";
            }

            @Override
            public Path file() {
                return file;
            }

            @Override
            public FileFingerprint fingerprint(Path of) {
                return fingerprint;
            }

            @Override
            public void accept(Path of, FileFingerprint ofIt, String sha256) {}
        };
    }

    /** On a disk that says nothing of it until the latch is open. */
    static NetworkFiles answering(Path file, CountDownLatch answers) {
        return new NetworkFiles() {
            @Override
            public String name() {
                return "hung";
            }

            @Override
            public Path file() {
                return file;
            }

            @Override
            public FileFingerprint fingerprint(Path of) {
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return PlainFiles.fingerprint(of);
            }

            @Override
            public void accept(Path of, FileFingerprint fingerprint, String sha256) {}
        };
    }

    static FileFingerprint fingerprint(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileFingerprint(
                    attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.fileKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
