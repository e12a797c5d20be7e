package dev.kintsugi.pipeline.picture;

import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.NativeMemory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image library Leptonica 1.87 (BSD) with libjpeg-turbo, libpng and libwebp in it, called as C: on the JVM and in a native
 * image in the same way, and without java.desktop. Its functions may be called on several threads.
 *
 * @param c calls its functions
 * @param functions their addresses by name
 */
record Leptonica(NativeApi c, Map<String, Long> functions) {

    private static final String READ_PNG = "pixReadMemPng";
    private static final String WRITE_JPEG = "pixWriteMemJpeg";
    private static final String WRITE_WEBP = "pixWriteMemWebP";
    private static final String DESTROY = "pixDestroy";
    private static final String FREE = "lept_free";
    private static final String SEVERITY = "setMsgSeverity";

    /** L_SEVERITY_NONE: it writes nothing to standard error. */
    private static final long SILENT = 6;

    /** To both of its encoders 0 means their default. */
    private static final int LOWEST_QUALITY = 1;

    /** Nothing if it cannot be loaded, or is another library. */
    static Optional<Leptonica> in(Path file, NativeApi c) {
        var functions = Stream.of(READ_PNG, WRITE_JPEG, WRITE_WEBP, DESTROY, FREE, SEVERITY)
                .collect(Collectors.toMap(Function.identity(), name -> c.find(file, name)));
        if (functions.containsValue(0L)) {
            return Optional.empty();
        }
        var library = new Leptonica(c, functions);
        library.call(SEVERITY, SILENT, 0, 0, 0, 0);
        return Optional.of(library);
    }

    /** Nothing if it fails, such as for want of memory. */
    Optional<byte[]> encode(byte[] png, PictureEncoding encoding) {
        try (var memory = new NativeMemory(c)) {
            var owner = memory.allocate(1);
            var result = memory.allocate(2);
            var pix = read(png);
            if (pix == 0) {
                return Optional.empty();
            }
            c.write(owner, pix);
            try {
                return write(pix, encoding, result);
            } finally {
                call(DESTROY, owner, 0, 0, 0, 0);
            }
        }
    }

    private long read(byte[] png) {
        var copy = c.allocate(png.length);
        if (copy == 0) {
            return 0;
        }
        try {
            c.view(copy, png.length).put(png);
            return call(READ_PNG, copy, png.length, 0, 0, 0);
        } finally {
            c.free(copy);
        }
    }

    /** @param result room for the address of the file and for its length */
    private Optional<byte[]> write(long pix, PictureEncoding encoding, long result) {
        var function =
                switch (encoding.format()) {
                    case JPEG -> WRITE_JPEG;
                    case WEBP -> WRITE_WEBP;
                    case PNG -> throw new IllegalArgumentException("pictures are PNG already");
                };
        var quality = Math.max(LOWEST_QUALITY, encoding.quality());
        // The last argument: not progressive, and not without loss.
        var failed = (int) call(function, result, result + Long.BYTES, pix, quality, 0) != 0;
        var file = c.read(result);
        if (file == 0) {
            return Optional.empty();
        }
        try {
            var bytes = new byte[Math.toIntExact(c.read(result + Long.BYTES))];
            c.view(file, bytes.length).get(bytes);
            return failed ? Optional.empty() : Optional.of(bytes);
        } finally {
            call(FREE, file, 0, 0, 0, 0);
        }
    }

    private long call(String function, long a, long b, long c1, long d, long e) {
        return c.call(functions.getOrDefault(function, 0L), a, b, c1, d, e);
    }
}
