package dev.kintsugi.model.repository;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The hashes of one model's files, SHA-256 in lower-case hexadecimal by path: at their first use, and as read last. */
final class ModelHashes {

    private static final String NETWORK = ".onnx";

    private final Map<String, String> first;
    private final Map<String, String> last = new TreeMap<>();
    private int replacements;

    ModelHashes(Map<String, String> first) {
        this.first = new TreeMap<>(first);
    }

    /** Takes note of what was read of a file last. */
    void note(String path, String sha256) {
        var before = last.put(path, sha256);
        if (before != null && !before.equals(sha256)) {
            replacements++;
        }
    }

    /** How often a file was found with other content than when it was read before. */
    int replacements() {
        return replacements;
    }

    /**
     * What was read last was used.
     *
     * @return whether any of it is used for the first time
     */
    boolean confirm() {
        if (last.isEmpty()) {
            return false;
        }
        if (isAnotherExport()) {
            first.clear();
            first.putAll(last);
            return true;
        }
        var known = first.size();
        last.forEach(first::putIfAbsent);
        return first.size() > known;
    }

    /** An export whose networks are all replaced is another one; a single network says nothing. */
    private boolean isAnotherExport() {
        var networks =
                first.keySet().stream().filter(path -> path.endsWith(NETWORK)).toList();
        return networks.size() > 1
                && networks.stream()
                        .allMatch(path ->
                                last.containsKey(path) && !last.get(path).equals(first.get(path)));
    }

    /** The paths of files that have other content than at their first use. */
    List<String> changed() {
        return last.entrySet().stream()
                .filter(seen -> !seen.getValue().equals(first.getOrDefault(seen.getKey(), seen.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The paths of small files that were there at the first use: settings and vocabularies. */
    List<String> settings() {
        return first.keySet().stream()
                .filter(path -> path.endsWith(".json") || path.endsWith(".txt"))
                .toList();
    }

    /** The hashes at the first use; nothing if the model has not been used yet. */
    Map<String, String> first() {
        return new TreeMap<>(first);
    }
}
