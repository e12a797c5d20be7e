package dev.kintsugi.store.artifacts;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;

/**
 * Amazon's library computes some checksums by a native library if it is there. It is not, and none of them is asked for:
 * in a native executable nothing may refer to classes that are missing.
 */
@SuppressWarnings("DoNotCallSuggester") // the library may call them
@TargetClass(className = "software.amazon.awssdk.checksums.internal.ChecksumProvider")
final class NoNativeChecksums {

    @Substitute
    static @Nullable SdkChecksum createCrtCrc32C() {
        return null; // then it computes that one by itself
    }

    @Substitute
    static SdkChecksum crc64NvmeCrtImplementation() {
        throw new UnsupportedOperationException("this checksum needs a library that is not here");
    }

    @Substitute
    static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
        throw new UnsupportedOperationException("this checksum needs a library that is not here");
    }
}
