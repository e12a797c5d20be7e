package dev.kintsugi.model.repair;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is being written. Its failures are told apart from those of the source that is copied. */
final class PartialFile extends FilterOutputStream {

    /** It could not be written. */
    static final class Failed extends IOException {

        private final IOException reason;

        private Failed(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }

    private PartialFile(OutputStream out) {
        super(out);
    }

    static OutputStream to(Path file) throws Failed {
        try {
            return new PartialFile(Files.newOutputStream(file));
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        try {
            out.write(value);
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            throw new Failed(e);
        }
    }
}
