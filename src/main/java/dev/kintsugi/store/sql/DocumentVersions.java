package dev.kintsugi.store.sql;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The versions of the documents of jobs. A kind of job that an earlier program cannot read gets the next version, with all of its
 * documents; jobs of older kinds keep theirs. So no two kinds have a version in common.
 */
public final class DocumentVersions {

    /** Of images, before there was another kind. */
    private static final int FIRST = 1;

    private static final int IMAGES = 2;
    private static final int TENSORS = 3;

    /** The newest that this program can read. */
    static final int NEWEST = TENSORS;

    /** The oldest that is read as it is. */
    static final int OLDEST = IMAGES;

    private DocumentVersions() {}

    /** The version in which documents of a kind of job are written. */
    static int of(WorkKind kind) {
        return switch (kind) {
            case IMAGE -> IMAGES;
            case TENSOR -> TENSORS;
        };
    }

    /** All versions that documents of some kinds of jobs may have. */
    public static List<Integer> of(Set<WorkKind> kinds) {
        return kinds.stream().flatMap(DocumentVersions::all).sorted().toList();
    }

    private static Stream<Integer> all(WorkKind kind) {
        return switch (kind) {
            case IMAGE -> Stream.of(FIRST, IMAGES);
            case TENSOR -> Stream.of(TENSORS);
        };
    }
}
