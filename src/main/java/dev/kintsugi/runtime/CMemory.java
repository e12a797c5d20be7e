package dev.kintsugi.runtime;

import java.util.ArrayList;
import java.util.List;

/** Owns C memory of 64-bit values and texts; closing it frees all of it. */
final class CMemory implements AutoCloseable {

    private final CCalls c;
    private final List<Long> addresses = new ArrayList<>();

    CMemory(CCalls c) {
        this.c = c;
    }

    /** Room for this many values, all 0, by its address. */
    long allocate(int values) {
        return keep(c.allocate(values * (long) Long.BYTES));
    }

    /** These values one after the other, by their address. */
    long array(long... values) {
        var address = allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            c.write(address + i * (long) Long.BYTES, values[i]);
        }
        return address;
    }

    /** A text that ends with a zero, by its address. */
    long text(String text) {
        return keep(c.allocateText(text));
    }

    long read(long address) {
        return c.read(address);
    }

    String readText(long address) {
        return c.readText(address);
    }

    private long keep(long address) {
        addresses.add(address);
        return address;
    }

    @Override
    public void close() {
        addresses.forEach(c::free);
        addresses.clear();
    }
}
