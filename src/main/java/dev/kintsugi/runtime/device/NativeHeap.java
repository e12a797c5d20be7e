package dev.kintsugi.runtime.device;

import dev.kintsugi.runtime.capi.NativeApi;

/**
 * Tunes and trims the allocator of the C library, which ONNX Runtime and the virtual machine share. Only glibc has these
 * functions (mallopt(3), malloc_trim(3)); with another library nothing happens.
 */
public final class NativeHeap {

    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;
    private static final int ARENA_MAX = -8;

    private static final int DONT_NEED = 4; // MADV_DONTNEED of Linux and macOS

    /** The largest size of a page; where pages are smaller, a few bytes less are given back. */
    private static final long PAGE = 1 << 16;

    private static final int LARGE = 128 * 1024;
    private static final int ARENAS = 2;

    private NativeHeap() {}

    /**
     * Gives large blocks back to the operating system as soon as they are freed, and keeps few pools for small ones. By
     * default glibc learns to keep blocks of up to 32 MB, in a pool for each thread, which costs 100 MB under load here.
     */
    static void tighten() {
        option(MMAP_THRESHOLD, LARGE);
        option(TRIM_THRESHOLD, LARGE);
        option(ARENA_MAX, ARENAS);
    }

    /** Gives back to the operating system what is free. Takes milliseconds. */
    public static void trim() {
        var c = NativeApi.get();
        var trim = c.find("malloc_trim");
        if (trim != 0) {
            c.call(trim, 0, 0, 0, 0);
        }
    }

    /**
     * Gives the pages behind allocated memory back to the operating system (madvise(2)); what was in them is lost. Where that
     * cannot be done they stay.
     */
    public static void discard(long address, long bytes) {
        var first = (address + PAGE - 1) / PAGE * PAGE;
        var end = (address + bytes) / PAGE * PAGE;
        var c = NativeApi.get();
        var madvise = c.find("madvise");
        if (madvise != 0 && end > first) {
            c.call(madvise, first, end - first, DONT_NEED, 0);
        }
    }

    private static void option(int option, int value) {
        var c = NativeApi.get();
        var mallopt = c.find("mallopt");
        if (mallopt != 0) {
            c.call(mallopt, option, value, 0, 0);
        }
    }
}
