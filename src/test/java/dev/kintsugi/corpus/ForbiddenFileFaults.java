package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that the service may not use: by another user in a process of its own, or by the file system. */
final class ForbiddenFileFaults extends Boundary {

    private static final boolean OTHER_USER =
            !Machine.ROOT || Machine.runs("setpriv", "--reuid=65534", "--clear-groups", "true");

    private final Path folder;

    ForbiddenFileFaults(Path folder) throws Exception {
        super("forbidden");
        this.folder = folder;
        for (var above = folder; above != null && !above.equals(above.getRoot()); above = above.getParent()) {
            if (above.getFileName().toString().startsWith("junit") || above.equals(folder)) {
                Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Files.write(folder.resolve("secret"), new byte[10]);
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("---------"));
        Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        forbidden("file read", "read");
        forbidden("file opened as a stream", "read stream");
        forbidden("file opened at random", "read at random");
        forbidden("file written into a folder", "write");
        forbidden("folder listed", "list");
        forbidden("folder made", "create folder");
        faultWhere(Machine.ROOT && OTHER_USER, "file deleted", SYSTEM_RESOURCE_ERROR, () -> child("delete"));
        faultWhere(Machine.ROOT && OTHER_USER, "file moved", SYSTEM_RESOURCE_ERROR, () -> child("move"));
        faultWhere(OTHER_USER, "program run", DEPENDENCY_MISSING, () -> child("run"));
        readOnly();
        immutable();
    }

    private void forbidden(String id, String fault) {
        faultWhere(OTHER_USER, id, SYSTEM_RESOURCE_ERROR, () -> child(fault));
    }

    private void child(String fault) throws Throwable {
        var child = Child.java("-Xmx64m");
        (Machine.ROOT ? child.by("setpriv", "--reuid=65534", "--clear-groups") : child).provoke(fault, folder);
    }

    private void readOnly() throws Exception {
        var mount = folder.resolve("ro");
        own(Machine.mounted(mount, "ro,size=64k"));
        var mounted = Machine.isMounted(mount);
        faultWhere(
                mounted,
                "written where all is read only",
                SYSTEM_RESOURCE_ERROR,
                () -> Files.write(mount.resolve("f"), new byte[1]));
        faultWhere(
                mounted,
                "stream written where all is read only",
                SYSTEM_RESOURCE_ERROR,
                () -> new java.io.FileOutputStream(mount.resolve("f").toFile()));
        faultWhere(
                mounted,
                "folder made where all is read only",
                SYSTEM_RESOURCE_ERROR,
                () -> Files.createDirectory(mount.resolve("d")));
        faultWhere(
                mounted,
                "moved at once to another file system",
                SYSTEM_RESOURCE_ERROR,
                () -> Files.move(
                        folder.resolve("secret"), mount.resolve("f"), java.nio.file.StandardCopyOption.ATOMIC_MOVE));
    }

    private void immutable() throws Exception {
        var file = Files.write(folder.resolve("immutable"), new byte[1]);
        var done = Machine.ROOT && Machine.runs("chattr", "+i", file.toString());
        own(() -> {
            if (done) {
                Machine.runs("chattr", "-i", file.toString());
            }
        });
        faultWhere(done, "immutable file deleted", SYSTEM_RESOURCE_ERROR, () -> Files.delete(file));
        faultWhere(done, "immutable file written", SYSTEM_RESOURCE_ERROR, () -> Files.write(file, new byte[2]));
        faultWhere(
                done,
                "immutable file moved",
                SYSTEM_RESOURCE_ERROR,
                () -> Files.move(file, folder.resolve("elsewhere")));
    }
}
