package dev.kintsugi.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;

/**
 * A model whose files are damaged.
 *
 * @param name of its folder
 * @param asked the model that requests name
 * @param folder where the service has it
 * @param pristine a whole copy
 * @param heals whether the service itself can bring files back
 * @param size of the pictures that are asked for
 */
record Subject(String name, String asked, Path folder, Path pristine, boolean heals, String size) {

    /** All files, by their paths in the folder. */
    List<String> files() throws IOException {
        try (var files = Files.walk(pristine)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> pristine.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Whether it draws in the place of another one. */
    boolean standsIn() {
        return heals && asked.equals(name);
    }

    Path file(String path) {
        return folder.resolve(path);
    }

    /** Whether a file has the bytes that it should have. */
    boolean isWhole(String path) throws IOException {
        var file = file(path);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.isReadable(file)
                && Files.mismatch(file, pristine.resolve(path)) < 0;
    }

    /** Puts a whole file in the place of whatever is there. */
    void restore(String path) throws IOException {
        var file = file(path);
        delete(file);
        Files.createDirectories(file.getParent());
        var copy = file.resolveSibling(file.getFileName() + ".whole");
        Files.copy(pristine.resolve(path), copy, StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Puts all files anew, so that nothing that is loaded is current any more. */
    void restoreAll() throws IOException {
        for (var path : files()) {
            restore(path);
        }
    }

    static void delete(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            try (var inside = Files.walk(file)) {
                for (var each : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } else {
            Files.deleteIfExists(file);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
