package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelVersions;
import dev.kintsugi.model.file.FileStatus;
import dev.kintsugi.model.onnx.OnnxFiles;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Reads the folder of one model: {@code manifest.yaml} or a standard layout, in the folder itself or in a folder for each
 * version. Links are followed. What was not changed since it was read is not read again. Blocks.
 */
final class FolderReader {

    /**
     * What a folder holds.
     *
     * @param versions of its model; empty if none can be read
     * @param problems why each of the others is left out, a sentence for the log each
     * @param forbidden the folders of versions with links that must not be followed, and why
     */
    record Content(Optional<ModelVersions> versions, List<String> problems, Map<Path, String> forbidden) {

        Content {
            problems = List.copyOf(problems);
            forbidden = Map.copyOf(forbidden);
        }

        /** Whether a folder of this name has the name of the model that it holds. */
        boolean isNamed(String folder) {
            return versions.filter(held -> held.id().hasName(folder)).isPresent();
        }
    }

    /** More is no manifest but damage, and not worth the memory. */
    static final long LARGEST_MANIFEST = 1 << 20;

    /** A folder that is named like its model comes before one with capitals in its name. */
    private static final Comparator<Path> PLAIN_NAMES_FIRST = Comparator.comparing(
            folder -> !name(folder).toLowerCase(Locale.ROOT).equals(name(folder)));

    /** What is a version by its name, whatever is in it. */
    private static final Pattern NUMBER = Pattern.compile("\\d[A-Za-z0-9._+-]{0,63}");

    /** What is found on the way. */
    private record Notes(List<String> problems, Map<Path, String> forbidden) {}

    private record Known(FileStatus status, Manifest manifest) {}

    private final Map<Path, Known> manifests = new ConcurrentHashMap<>();
    private final OnnxFiles networks = new OnnxFiles();
    private final AllowedLinks links;

    FolderReader(AllowedLinks links) {
        this.links = links;
    }

    Content read(Path folder) {
        var notes = new Notes(new ArrayList<>(), new HashMap<>());
        var problems = notes.problems();
        var versions = new ArrayList<Model>();
        try {
            if (OnnxLayout.isNetwork(folder)) {
                file(folder, notes).ifPresent(versions::add);
                return content(name(folder), versions, notes);
            }
            if (!Files.isDirectory(folder)) {
                return new Content(
                        Optional.empty(),
                        Files.isSymbolicLink(folder) ? List.of("it is a link that leads to no folder") : List.of(),
                        Map.of());
            }
            AllowedLinks.requireUsable(folder);
            links.requireNoLoop(folder);
            for (var version : versions(folder)) {
                model(version, name(folder), name(version), notes).ifPresent(versions::add);
            }
            if (versions.isEmpty()) {
                model(folder, name(folder), "1", notes).ifPresent(versions::add);
            }
            if (versions.isEmpty() && problems.isEmpty()) {
                problems.add(StandardLayout.whyNot(folder));
            }
        } catch (AccessDeniedException e) {
            problems.add(reason(e));
            unusable(folder, name(folder), "1", reason(e)).ifPresent(versions::add);
        } catch (IOException | RuntimeException e) {
            problems.add(reason(e));
        }
        return content(name(folder), versions, notes);
    }

    private static Content content(String name, List<Model> found, Notes notes) {
        var strangers = ModelVersions.strangers(found, name);
        strangers.forEach(model -> notes.problems()
                .add(name(model.folder()) + ": its manifest has the id of another model, " + model.id()));
        var versions =
                found.stream().filter(model -> !strangers.contains(model)).toList();
        return new Content(ModelVersions.of(versions), notes.problems(), notes.forbidden());
    }

    /** The folders in a model's folder that can be versions of it, and those of a snapshot of a model hub. */
    private static List<Path> versions(Path folder) throws IOException {
        var versions = new ArrayList<Path>();
        for (var child : folders(folder)) {
            if (isModel(child) || NUMBER.matcher(name(child)).matches() && OnnxLayout.matches(child)) {
                versions.add(child);
            } else if (name(child).equals("snapshots")) {
                for (var snapshot : folders(child)) {
                    if (isModel(snapshot) || OnnxLayout.matches(snapshot)) {
                        versions.add(snapshot);
                    }
                }
            }
        }
        return versions;
    }

    private static boolean isModel(Path folder) {
        return Files.exists(folder.resolve(Manifests.FILE)) || StandardLayout.matches(folder);
    }

    private Optional<Model> model(Path folder, String name, String version, Notes notes) {
        var where = name(folder).equals(name) ? "" : name(folder) + ": ";
        try {
            links.requireAllowed(folder);
            var manifest = folder.resolve(Manifests.FILE);
            var model = Files.exists(manifest)
                    ? Optional.of(listed(manifest(manifest), folder))
                    : StandardLayout.matches(folder)
                            ? Optional.of(export(folder, name, version))
                            : OnnxLayout.matches(folder)
                                    ? Optional.of(new Model(
                                            OnnxLayout.manifest(folder, id(name), number(version), networks), folder))
                                    : Optional.<Model>empty();
            return model.map(found -> withLinks(found, notes, where));
        } catch (NoSuchFileException | InvalidPathException e) {
            notes.problems().add(where + reason(e));
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            notes.problems().add(where + reason(e));
            if (e instanceof AllowedLinks.Forbidden) {
                notes.forbidden().put(folder, reason(e));
            }
            return unusable(folder, name, version, reason(e));
        }
    }

    /** A network in the models folder itself. */
    private Optional<Model> file(Path file, Notes notes) {
        var folder = Objects.requireNonNull(file.getParent());
        try {
            AllowedLinks.requireUsable(file);
            links.requireAllowed(file);
            var name = name(file);
            var id = id(name.substring(0, name.lastIndexOf('.')));
            return Optional.of(new Model(OnnxLayout.manifest(folder, name, id, networks), folder))
                    .map(found -> withLinks(found, notes, ""));
        } catch (IOException | RuntimeException e) {
            notes.problems().add(reason(e));
            return Optional.empty();
        }
    }

    private Model withLinks(Model model, Notes notes, String where) {
        try {
            for (var file : model.manifest().files()) {
                links.requireAllowed(model.path(file.path()));
            }
            return model;
        } catch (IOException e) {
            notes.problems().add(where + reason(e));
            notes.forbidden().put(model.folder(), reason(e));
            return model.refused(reason(e));
        }
    }

    private static Model listed(Manifest manifest, Path folder) {
        var whole = manifest.task().equals(Manifest.TEXT_TO_IMAGE) && manifest.parameters() == null
                ? manifest.withParameters(ExportLimits.of(folder))
                : manifest;
        return new Model(
                whole, folder, UnsupportedExports.refusal(manifest, folder).orElse(null));
    }

    /** One of which nothing is known but that it cannot be used, so that people see why; nothing if it has no name. */
    private static Optional<Model> unusable(Path folder, String name, String version, String why) {
        try {
            return Optional.of(new Model(StandardLayout.unknown(id(name), number(version)), folder, why));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Model export(Path folder, String name, String version) throws IOException {
        var id = id(name);
        return new Model(
                StandardLayout.manifest(folder, id, number(version), networks),
                folder,
                UnsupportedExports.refusal(folder).orElse(null));
    }

    private static String number(String version) {
        return version.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}") ? version : "1";
    }

    /** {@code models--<organisation>--<model>} is how a model hub names the folder of a model. */
    private static ModelId id(String name) throws IOException {
        var id = name.substring(name.lastIndexOf("--") + (name.startsWith("models--") ? 2 : 1))
                .toLowerCase(Locale.ROOT);
        var whole = name.startsWith("models--") ? id : name.toLowerCase(Locale.ROOT);
        if (!ModelId.isValid(whole)) {
            throw new IOException(
                    "its name cannot be that of a model, which has letters of a to z, digits, dots, dashes"
                            + " and underscores, at most 64, and begins with a letter or digit; rename the folder, or put a "
                            + Manifests.FILE + " with an id into it");
        }
        return new ModelId(whole);
    }

    private Manifest manifest(Path file) throws IOException {
        var status = FileStatus.at(file);
        var known = manifests.get(file);
        if (known != null && known.status().equals(status)) {
            return known.manifest();
        }
        if (!status.isRegularFile()) {
            throw new IOException(Manifests.FILE + " is no file; put the model's " + Manifests.FILE + " in its place");
        }
        if (status.fingerprint().size() > LARGEST_MANIFEST) {
            throw new IOException(
                    Manifests.FILE + " has " + status.fingerprint().size() + " bytes, which is no manifest");
        }
        var manifest = Manifests.read(file);
        for (var listed : manifest.files()) {
            AllowedLinks.requireUsable(file.resolveSibling(listed.path()));
        }
        manifests.put(file, new Known(status, manifest));
        return manifest;
    }

    static List<Path> folders(Path parent) throws IOException {
        return children(parent).stream().filter(Files::isDirectory).toList();
    }

    /** The folders of models in the models folder, and its networks. */
    static List<Path> models(Path root) {
        try {
            return Files.isDirectory(root)
                    ? children(root).stream().sorted(PLAIN_NAMES_FIRST).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that is in a folder, without looking at it; names that begin with a dot are none of a model's. */
    static List<Path> children(Path parent) throws IOException {
        try (var children = Files.list(parent)) {
            return children.filter(child -> !name(child).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    private static String reason(Exception thrown) {
        return switch (thrown) {
            case TypedException e -> e.text();
            case InvalidPathException _ -> "the name of a file cannot be read in this locale; set LC_ALL=C.UTF-8";
            case NoSuchFileException _ -> "it went away while it was read";
            case AccessDeniedException _ -> "the service may not read it; give it the right to";
            default -> String.valueOf(thrown.getMessage());
        };
    }
}
