package dev.kintsugi.api.call;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The header {@code Accept}, for operations whose answers have many types. REST reads that of others itself. */
public final class AcceptedTypes {

    private AcceptedTypes() {}

    /**
     * What the caller takes, best first.
     *
     * @throws NotAcceptableException if it cannot be read, as where REST reads it
     */
    public static List<MediaType> of(HttpHeaders headers) {
        try {
            return headers.getAcceptableMediaTypes();
        } catch (IllegalArgumentException e) {
            throw new NotAcceptableException(e);
        }
    }
}
