package dev.kintsugi.runtime.capi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Owns C memory of 64-bit values and texts; closing it frees all of it. */
public final class NativeMemory implements AutoCloseable {

    private static final boolean WINDOWS = java.io.File.separatorChar == '\\';

    private final NativeApi c;
    private final List<Long> addresses = new ArrayList<>();

    public NativeMemory(NativeApi c) {
        this.c = c;
    }

    /**
     * Room for this many values, all 0, by its address.
     *
     * @throws OutOfMemoryError if the system has none
     */
    public long allocate(int values) {
        var bytes = values * (long) Long.BYTES;
        var address = c.allocate(bytes);
        if (address == 0) {
            throw new OutOfMemoryError("the system has no memory for " + bytes + " bytes");
        }
        addresses.add(address);
        return address;
    }

    /** These values one after the other, by their address. */
    public long array(long... values) {
        var address = allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            c.write(address + i * (long) Long.BYTES, values[i]);
        }
        return address;
    }

    /** A text in UTF-8 with a zero at its end, by its address. */
    public long text(String text) {
        return words(text.getBytes(StandardCharsets.UTF_8));
    }

    private long words(byte[] bytes) {
        var values = new long[bytes.length / Long.BYTES + 1];
        ByteBuffer.wrap(Arrays.copyOf(bytes, values.length * Long.BYTES))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer()
                .get(values);
        return array(values);
    }

    /** The name of a file, as C code of this system takes it, by its address. */
    public long path(String name) {
        return WINDOWS ? words(name.getBytes(StandardCharsets.UTF_16LE)) : text(name);
    }

    public long read(long address) {
        return c.read(address);
    }

    @Override
    public void close() {
        addresses.forEach(c::free);
        addresses.clear();
    }
}
