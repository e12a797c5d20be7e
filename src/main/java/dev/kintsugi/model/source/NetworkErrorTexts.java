package dev.kintsugi.model.source;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.TextRule;
import java.io.IOException;
import java.util.List;

/** The words of the JDK for failures of connections that no type of exception tells apart. */
final class NetworkErrorTexts {

    /** What is said in words only, in exceptions that are nothing but an {@link IOException}. */
    static final List<TextRule> GENERAL = List.of(
            new TextRule(
                    DEPENDENCY_MISSING,
                    "WWW-Authenticate header missing",
                    "Proxy-Authenticate header missing",
                    "Proxy Authentication Required",
                    "Tunnel failed, got: 407",
                    "No credentials provided",
                    "too many authentication attempts"),
            new TextRule(
                    NETWORK_CONNECTIVITY_LOSS,
                    "Connection reset",
                    "Broken pipe",
                    "Connection refused",
                    "Connection timed out",
                    "No route to host",
                    "Network is unreachable",
                    "Network is down",
                    "Software caused connection abort",
                    "Tunnel failed",
                    "Unable to tunnel through proxy",
                    "header parser received no bytes",
                    "parsing HTTP/1.1",
                    "bytes received",
                    "chunked transfer encoding",
                    "EOF reached while reading",
                    "Premature EOF",
                    "Unexpected end of file from server",
                    "GOAWAY received",
                    "RST_STREAM",
                    "connection closed"),
            new TextRule(
                    EXTERNAL_API_ERROR,
                    "protocol error",
                    "Illegal character in chunk size",
                    "Invalid redirection",
                    "Invalid Http response"),
            new TextRule(MODEL_DOWNLOAD_FAILURE, "Server returned HTTP response code"));

    /** TLS without a trust store is a configuration error. */
    static final List<TextRule> TLS =
            List.of(new TextRule(DEPENDENCY_MISSING, "trustAnchors parameter must be non-empty"));

    /** Addresses are refused with a general exception. */
    static final List<TextRule> ADDRESSES = List.of(new TextRule(
            DEPENDENCY_MISSING,
            "URI is not absolute",
            "URI with undefined scheme",
            "invalid URI scheme",
            "unsupported URI"));

    private NetworkErrorTexts() {}
}
