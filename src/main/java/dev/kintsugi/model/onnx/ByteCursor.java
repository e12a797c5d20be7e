package dev.kintsugi.model.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A place in a file that moves on byte by byte; what it jumps over is not read, however large it is. */
final class ByteCursor {

    private final SeekableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).limit(0);
    private final long size;
    private long filledTo;

    ByteCursor(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** How many bytes the file has. */
    long size() {
        return size;
    }

    /** How many bytes lie before it. */
    long position() {
        return filledTo - buffer.remaining();
    }

    /** @throws EOFException if it stands behind the last byte */
    byte next() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            var read = channel.read(buffer);
            buffer.flip();
            if (read <= 0) {
                throw new EOFException("the file ends in the middle of a field");
            }
            filledTo += read;
        }
        return buffer.get();
    }

    /** @throws EOFException if the file ends before this position */
    void moveTo(long position) throws IOException {
        var ahead = position - position();
        if (position > size) {
            throw new EOFException("the file ends in the middle of a field");
        }
        if (ahead >= 0 && ahead <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) ahead);
        } else {
            channel.position(position);
            filledTo = position;
            buffer.position(0).limit(0);
        }
    }
}
