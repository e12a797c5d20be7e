package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.login.FailedLoginException;

/** People who may not, tokens that are not genuine, and keys and algorithms that there are not. */
final class SecurityFaults extends Boundary {

    private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

    SecurityFaults(Path folder) {
        super("security", "http");
        refused();
        tokens();
        machinery();
    }

    private void refused() {
        fault("not known who it is", AUTHENTICATION_FAILED, () -> {
            throw new UnauthorizedException();
        });
        fault("not who it says", AUTHENTICATION_FAILED, () -> {
            throw new AuthenticationFailedException("unknown key");
        });
        fault("login not completed", AUTHENTICATION_FAILED, () -> {
            throw new AuthenticationCompletionException();
        });
        fault("login elsewhere", AUTHENTICATION_FAILED, () -> {
            throw new AuthenticationRedirectException("/login");
        });
        fault("login failed", AUTHENTICATION_FAILED, () -> {
            throw new FailedLoginException("wrong password");
        });
        fault("known, but may not", PERMISSION_DENIED, () -> {
            throw new ForbiddenException();
        });
        fault(
                "library that may not be replaced",
                PERMISSION_DENIED,
                () -> new ClassLoader() {
                    void define() {
                        defineClass("java.lang.Mine", new byte[0], 0, 0);
                    }
                }.define());
    }

    private void tokens() {
        fault(
                "sealed with another key",
                AUTHENTICATION_FAILED,
                () -> open(
                        sealed(),
                        new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES")));
        fault("seal broken", AUTHENTICATION_FAILED, () -> {
            var token = sealed();
            token[0] ^= 1;
            open(token, KEY);
        });
        fault("signature that is none", AUTHENTICATION_FAILED, () -> {
            var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(pair.getPublic());
            signature.update((byte) 1);
            signature.verify(new byte[] {1, 2, 3});
        });
    }

    private void machinery() {
        fault("key of another algorithm", DEPENDENCY_MISSING, () -> {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(
                    KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
        });
        fault(
                "key of a wrong length",
                DEPENDENCY_MISSING,
                () -> Cipher.getInstance("AES").init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[5], "AES")));
        fault("hash that nobody has", DEPENDENCY_MISSING, () -> MessageDigest.getInstance("SHA-0"));
        fault("cipher that nobody has", DEPENDENCY_MISSING, () -> Cipher.getInstance("ROT13"));
        fault("provider that nobody has", DEPENDENCY_MISSING, () -> Mac.getInstance("HmacSHA256", "Nobody"));
        fault(
                "key in a wrong form",
                DEPENDENCY_MISSING,
                () -> java.security.KeyFactory.getInstance("EC")
                        .generatePublic(new java.security.spec.X509EncodedKeySpec(
                                Base64.getDecoder().decode("AAAA"))));
    }

    private static byte[] sealed() throws Exception {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, KEY, new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(new byte[4]);
    }

    private static void open(byte[] token, SecretKeySpec key) throws Exception {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        cipher.doFinal(token);
    }
}
