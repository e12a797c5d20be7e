package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ResourceBundle;
import java.util.ServiceLoader;

/** Classes and libraries that there are not, and memory that there is not, where no process of its own is needed. */
final class VirtualMachineFaults extends Boundary {

    /** A service that something broken offers. */
    public interface Offered {}

    VirtualMachineFaults(Path folder) throws Exception {
        super("virtual machine");
        fault("library missing", DEPENDENCY_MISSING, () -> System.loadLibrary("nowhere"));
        fault(
                "library that is none",
                DEPENDENCY_MISSING,
                () -> System.load(Files.writeString(folder.resolve("libnone.so"), "not a library")
                        .toString()));
        fault(
                "library for another machine",
                DEPENDENCY_MISSING,
                () -> System.load(folder.resolve("libmissing.so").toString()));
        fault("native method without a library", DEPENDENCY_MISSING, () -> new Native().call());
        fault("class missing", DEPENDENCY_MISSING, () -> Class.forName("com.acme.Missing"));
        fault("class that is none", DEPENDENCY_MISSING, () -> define(new byte[] {1, 2, 3}));
        fault("class of a later version", DEPENDENCY_MISSING, () -> define(later()));
        fault("class of another name", DEPENDENCY_MISSING, () -> define(bytes()));
        fault("texts missing", DEPENDENCY_MISSING, () -> ResourceBundle.getBundle("com.acme.texts"));
        Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(folder.resolve("META-INF/services/" + Offered.class.getName()), "com.acme.Missing");
        var loader = own(new java.net.URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader()));
        fault(
                "service that is not there",
                DEPENDENCY_MISSING,
                () -> ServiceLoader.load(Offered.class, loader).iterator().next());
        fault(
                "array larger than any",
                VRAM_EXHAUSTION,
                () -> java.lang.reflect.Array.newInstance(long.class, Integer.MAX_VALUE));
        fault("initialised with a missing file", MODEL_LOADING_FAILED, () -> {
            try {
                Broken.touch();
            } catch (ExceptionInInitializerError e) {
                throw new InvocationTargetException(e);
            }
        });
    }

    private static final class Native {
        native void call();
    }

    private static final class Broken {

        static {
            read();
        }

        private static void read() {
            try {
                Files.size(Path.of("/nowhere/at/all"));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        static void touch() {}
    }

    private static byte[] bytes() throws Exception {
        try (var in = VirtualMachineFaults.class.getResourceAsStream("Fault.class")) {
            return in.readAllBytes();
        }
    }

    private static byte[] later() throws Exception {
        var bytes = bytes();
        bytes[7] = (byte) 200;
        return bytes;
    }

    private static void define(byte[] bytes) {
        new ClassLoader() {
            void define() {
                defineClass("com.acme.Defined", bytes, 0, bytes.length);
            }
        }.define();
    }
}
