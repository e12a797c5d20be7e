package dev.kintsugi.recovery.classification;

import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What is wrong with a connection, in words that are safe to publish: what was thrown may have an address in it, which may be a secret. */
public final class ConnectionProblem {

    private static final int DEEPEST = 10;

    private ConnectionProblem() {}

    public static String of(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            switch (cause) {
                case UnknownHostException _ -> {
                    return "its host name is not known";
                }
                case SSLException _ -> {
                    return "no encrypted connection can be made; its certificate may not be trusted";
                }
                default -> cause = cause.getCause();
            }
        }
        return "it cannot be reached";
    }
}
