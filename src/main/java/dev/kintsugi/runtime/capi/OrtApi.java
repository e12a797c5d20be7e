package dev.kintsugi.runtime.capi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * ONNX Runtime's C API as the Java API has opened it: a table of functions, which only ever grows at its end
 * (OrtApi in onnxruntime_c_api.h).
 */
public final class OrtApi {

    // Positions in the table.
    public static final int CREATE_CPU_MEMORY_INFO = 69;
    public static final int MEMORY_INFO_GET_NAME = 71;
    public static final int ALLOCATOR_ALLOC = 75;
    public static final int ALLOCATOR_FREE = 76;
    public static final int CREATE_ALLOCATOR = 131;
    public static final int CREATE_AND_REGISTER_ALLOCATOR = 144;
    public static final int CREATE_ARENA_CFG_V2 = 164;
    public static final int ADD_EXTERNAL_INITIALIZERS_FROM_FILES_IN_MEMORY = 279;
    public static final int GET_KEY_VALUE = 297;
    public static final int RELEASE_KEY_VALUE_PAIRS = 300;
    public static final int ALLOCATOR_GET_STATS = 319;

    private static final int GET_ERROR_MESSAGE = 2;
    private static final int RELEASE_STATUS = 93;

    private static final int LONGEST_TEXT = 4096;

    private final NativeApi c;
    private final long table;

    private OrtApi(NativeApi c, long table) {
        this.c = c;
        this.table = table;
    }

    public static OrtApi ofProcess() {
        OnnxEnvironment.get();
        return new OrtApi(NativeApi.get(), OrtJavaFields.table());
    }

    /** Calls a function of at most two arguments that cannot fail. */
    public long invoke(int function, long first, long second) {
        return c.call(address(function), first, second, 0, 0, 0);
    }

    /**
     * Calls a function of two arguments that tells with a status whether it worked.
     *
     * @throws IllegalStateException with ONNX Runtime's own words if it did not
     */
    public void call(int function, long first, long second) {
        call(function, first, second, 0, 0);
    }

    public void call(int function, long first, long second, long third) {
        call(function, first, second, third, 0);
    }

    public void call(int function, long first, long second, long third, long fourth) {
        call(function, first, second, third, fourth, 0);
    }

    public void call(int function, long first, long second, long third, long fourth, long fifth) {
        var status = c.call(address(function), first, second, third, fourth, fifth);
        if (status != 0) {
            var words = text(c.call(address(GET_ERROR_MESSAGE), status, 0, 0, 0, 0));
            c.call(address(RELEASE_STATUS), status, 0, 0, 0, 0);
            throw new IllegalStateException(words);
        }
    }

    /** A text in UTF-8 with a zero at its end; read in whole words, since only those that begin before its end are there. */
    public String text(long address) {
        var bytes = new ByteArrayOutputStream();
        for (long at = address; bytes.size() < LONGEST_TEXT; at++) {
            var inWord = at % Long.BYTES;
            var value = (byte) (c.read(at - inWord) >>> inWord * Byte.SIZE);
            if (value == 0) {
                break;
            }
            bytes.write(value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private long address(int function) {
        return c.read(table + function * (long) Long.BYTES);
    }
}
