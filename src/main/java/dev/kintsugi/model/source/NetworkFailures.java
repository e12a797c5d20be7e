package dev.kintsugi.model.source;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.model.file.OsErrors;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Knows what connections to other machines throw: names, sockets, TLS and the HTTP client of the JDK. */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class NetworkFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case HttpStatusException e -> Optional.of(byStatus(e.status()));
            case UnknownHostException _,
                    SocketTimeoutException _,
                    HttpTimeoutException _,
                    UnresolvedAddressException _ -> Optional.of(NETWORK_CONNECTIVITY_LOSS);
            case SSLException e ->
                TextRule.first(NetworkErrorTexts.TLS, text(e)).or(() -> Optional.of(NETWORK_CONNECTIVITY_LOSS));
            case SocketException e -> OsErrors.type(e).or(() -> Optional.of(NETWORK_CONNECTIVITY_LOSS));
            case FileNotFoundException e when text(e).startsWith("http") -> Optional.of(MODEL_DOWNLOAD_FAILURE);
            case ProtocolException e when e.getMessage() == null -> Optional.empty(); // a WebSocket's
            case ProtocolException _, UnknownServiceException _ -> Optional.of(EXTERNAL_API_ERROR);
            case MalformedURLException _, URISyntaxException _ -> Optional.of(DEPENDENCY_MISSING);
            case EOFException e when e.getMessage() == null -> Optional.empty();
            case IOException e -> TextRule.first(NetworkErrorTexts.GENERAL, text(e));
            case IllegalArgumentException e -> TextRule.first(NetworkErrorTexts.ADDRESSES, text(e));
            default -> Optional.empty();
        };
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    @Override
    public Optional<String> code(Throwable thrown) {
        return thrown instanceof HttpStatusException e ? Optional.of(String.valueOf(e.status())) : Optional.empty();
    }

    /** It is this service that was refused, so a missing key or a limit there is none of its callers' doing. */
    private static FailureType byStatus(int status) {
        return switch (status) {
            case 401, 403, 407, 511 -> DEPENDENCY_MISSING;
            case 429, 509 -> BANDWIDTH_LIMITATION;
            default -> MODEL_DOWNLOAD_FAILURE;
        };
    }
}
