package dev.kintsugi.ops.start;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How names of files are written on this system. The virtual machine takes that from the locale when it begins; in the locale C,
 * which many services are started with, a name with other letters than those of ASCII cannot be used at all.
 */
record FileNames(String encoding) {

    static FileNames ofThisProcess() {
        return new FileNames(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
    }

    /** What the operator should know; nothing if all names can be used. */
    Optional<String> warning() {
        return isUnicode()
                ? Optional.empty()
                : Optional.of("names of files are " + encoding
                        + " here: models and files with other letters in their names cannot be used; " + advice());
    }

    String advice() {
        return "start the service with LC_ALL=C.UTF-8 in its environment";
    }

    private boolean isUnicode() {
        return Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }
}
