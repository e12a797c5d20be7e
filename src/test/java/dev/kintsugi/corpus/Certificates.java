package dev.kintsugi.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Real certificates, made with keytool, and who trusts them. */
final class Certificates {

    static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    Certificates(Path folder) {
        this.folder = folder;
    }

    /** The key store of somebody who signs certificates. */
    Path authority() throws IOException {
        var file = folder.resolve("authority.p12");
        keytool(file, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c");
        return file;
    }

    /** A key store with one key and a certificate that the authority signed. */
    Path make(String name, String host, String... options) throws IOException {
        var file = Files.copy(folder.resolve("authority.p12"), folder.resolve(name + ".p12"));
        var arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name));
        arguments.addAll(List.of("-signer", "authority", "-ext", "san=" + host));
        arguments.addAll(List.of(options));
        keytool(file, arguments.toArray(String[]::new));
        keytool(file, "-delete", "-alias", "authority");
        return file;
    }

    private static void keytool(Path file, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-keystore", file.toString()));
        if (!Machine.runs(command.toArray(String[]::new))) {
            throw new IOException("failed: " + command);
        }
    }

    static KeyStore open(Path file, char[] password) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }

    /** Shows the key in this store. */
    static SSLContext showing(Path file) throws IOException, GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(open(file, PASSWORD), PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Trusts the authority in this store and nobody else. */
    static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("trusted", open(file, PASSWORD).getCertificate("authority"));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
