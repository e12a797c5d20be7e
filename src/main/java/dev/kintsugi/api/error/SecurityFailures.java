package dev.kintsugi.api.error;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureType;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.security.auth.login.LoginException;

/** Classifies missing permissions and invalid credentials. */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class SecurityFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case AuthenticationException _, UnauthorizedException _, LoginException _ ->
                Optional.of(AUTHENTICATION_FAILED);
            // A token that was not signed or sealed with the right key proves nothing.
            case SignatureException _, BadPaddingException _ -> Optional.of(AUTHENTICATION_FAILED);
            case ForbiddenException _, SecurityException _ -> Optional.of(PERMISSION_DENIED);
            // A key, a certificate or an algorithm of the service's own that cannot be used.
            case GeneralSecurityException _ -> Optional.of(DEPENDENCY_MISSING);
            default -> Optional.empty();
        };
    }
}
