package dev.kintsugi.runtime.weights;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file that was read, for those who read files. */
final class MemoryChannel implements SeekableByteChannel {

    private final ByteBuffer content;
    private long position;

    MemoryChannel(ByteBuffer content) {
        this.content = content;
    }

    @Override
    public int read(ByteBuffer into) {
        if (position >= content.limit()) {
            return -1;
        }
        var length = (int) Math.min(into.remaining(), content.limit() - position);
        into.put(content.slice((int) position, length));
        position += length;
        return length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
        position = to;
        return this;
    }

    @Override
    public long size() {
        return content.limit();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long to) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // The memory has another owner.
    }
}
