package dev.kintsugi.report.event;

import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.picture.PictureFormat;
import java.util.List;
import java.util.Optional;

/**
 * The form in which an artifact is sent: as it is kept, or a picture in another format.
 *
 * @param type of what is sent
 * @param encoding empty for as it is kept
 */
public record SentArtifact(MediaType type, Optional<PictureEncoding> encoding) {

    /**
     * What a caller gets; nothing if the artifact does not exist in this form.
     *
     * @param extension that the path ends with
     * @param accepted what the caller takes, best first; counts if that is not what the path says
     */
    public static Optional<SentArtifact> of(
            Job job, ArtifactRef artifact, String extension, List<jakarta.ws.rs.core.MediaType> accepted) {
        if (!artifact.type().equals(MediaType.PNG)) {
            return Optional.of(new SentArtifact(artifact.type(), Optional.empty()))
                    .filter(sent -> sent.type().extension().equals(extension));
        }
        return PictureFormat.ofExtension(extension).map(format -> of(job, accepted(format, accepted)));
    }

    private static SentArtifact of(Job job, PictureFormat format) {
        return new SentArtifact(format.type(), PictureEncoding.of(format, Pictures.encoding(job)));
    }

    private static PictureFormat accepted(PictureFormat named, List<jakarta.ws.rs.core.MediaType> accepted) {
        if (accepts(accepted, named)) {
            return named;
        }
        return accepted.stream()
                .flatMap(type ->
                        List.of(PictureFormat.values()).stream().filter(format -> accepts(List.of(type), format)))
                .findFirst()
                .orElse(named);
    }

    private static boolean accepts(List<jakarta.ws.rs.core.MediaType> accepted, PictureFormat format) {
        var type = jakarta.ws.rs.core.MediaType.valueOf(format.type().name());
        return accepted.stream().anyMatch(one -> one.isCompatible(type));
    }

    /** The entity tag: another one for each form. */
    public String tag(ArtifactRef artifact) {
        var form = encoding.map(other -> "-" + other.format().code() + "-" + other.quality())
                .orElse("");
        return '"' + artifact.digest() + form + '"';
    }
}
