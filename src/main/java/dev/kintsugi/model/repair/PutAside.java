package dev.kintsugi.model.repair;

import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.BoundedCalls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What was in the way of models' files and was put aside, for people to inspect and delete. */
@ApplicationScoped
public class PutAside {

    private static final String ASIDE = ".aside-";

    /** Things lie beside what was in their way: the models folder, a model, a version or a folder in that. */
    private static final int DEPTH = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path root;
    private final BoundedCalls<Path, List<String>> scans = new BoundedCalls<>("put-aside", 1);

    public PutAside(ModelFolders folders) {
        root = folders.modelsDir();
    }

    /** A hidden name that no other has. */
    static String name(String inTheWay) {
        return "." + inTheWay + ASIDE + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Its paths, relative to the folder that the models folder is in; none if the disk does not answer. */
    public List<String> paths() {
        return scans.call(root, this::scan, PATIENCE).orElse(List.of());
    }

    private List<String> scan() {
        var found = new ArrayList<Path>();
        var home = root.toAbsolutePath().getParent();
        try {
            if (home != null && Files.isDirectory(home)) {
                try (var beside = Files.list(home)) {
                    beside.filter(path -> isAside(path, "." + root.getFileName() + ASIDE))
                            .forEach(found::add);
                }
            }
            collect(root.toAbsolutePath(), DEPTH, found);
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // the models folder's own problem is reported elsewhere
        }
        return found.stream()
                .map(path -> String.valueOf(home == null ? path : home.relativize(path)))
                .sorted()
                .toList();
    }

    private static void collect(Path folder, int depth, List<Path> found) throws IOException {
        if (depth == 0 || !Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return;
        }
        var inside = new ArrayList<Path>();
        try (var children = Files.list(folder)) {
            children.forEach(inside::add);
        }
        for (var child : inside) {
            if (isAside(child, ".")) {
                found.add(child);
            } else {
                collect(child, depth - 1, found);
            }
        }
    }

    private static boolean isAside(Path path, String begin) {
        var name = String.valueOf(path.getFileName());
        return name.startsWith(begin) && name.contains(ASIDE);
    }
}
