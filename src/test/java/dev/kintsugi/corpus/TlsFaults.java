package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Secure connections that cannot be made: certificates that are wrong, protocols and ciphers that do not meet. */
final class TlsFaults extends Boundary {

    private final Path authority;
    private final Path good;
    private final Path expired;
    private final Path early;
    private final Path elsewhere;

    TlsFaults(Path folder) throws Exception {
        super("tls");
        var certificates = new Certificates(folder);
        authority = certificates.authority();
        good = certificates.make("good", "ip:127.0.0.1", "-validity", "3650");
        expired = certificates.make("expired", "ip:127.0.0.1", "-startdate", "-3d", "-validity", "1");
        early = certificates.make("early", "ip:127.0.0.1", "-startdate", "+3d", "-validity", "9");
        elsewhere = certificates.make("elsewhere", "dns:models.invalid", "-validity", "3650");
        certificates();
        handshakes(folder);
        stores(folder);
    }

    private void certificates() throws Exception {
        http("certificate of nobody known", good, SSLContext.getDefault());
        http("certificate expired", expired, Certificates.trusting(authority));
        http("certificate not valid yet", early, Certificates.trusting(authority));
        http("certificate of another host", elsewhere, Certificates.trusting(authority));
        socket("socket, certificate of nobody known", good, SSLContext.getDefault());
        socket("socket, certificate expired", expired, Certificates.trusting(authority));
        socket("socket, certificate of another host", elsewhere, Certificates.trusting(authority));
        fault("connection, certificate of another host", NETWORK_CONNECTIVITY_LOSS, () -> {
            var connection = (javax.net.ssl.HttpsURLConnection)
                    uri(own(server(elsewhere))).toURL().openConnection();
            connection.setSSLSocketFactory(Certificates.trusting(authority).getSocketFactory());
            connection.getInputStream();
        });
    }

    private void handshakes(Path folder) throws Exception {
        fault("server speaks plainly", NETWORK_CONNECTIVITY_LOSS, () -> {
            var speaking = own(new RawServer(c -> c.getOutputStream().write("220 welcome\r\n".getBytes())));
            get(SSLContext.getDefault(), uri(speaking));
        });
        var cutting =
                own(new RawServer(connection -> connection.getInputStream().read(new byte[9000])));
        fault("server goes away", NETWORK_CONNECTIVITY_LOSS, () -> get(SSLContext.getDefault(), uri(cutting)));
        fault(
                "socket, server goes away",
                NETWORK_CONNECTIVITY_LOSS,
                () -> shake(
                        SSLContext.getDefault(),
                        own(new RawServer(c -> c.getInputStream().read(new byte[9000])))));
        var old = (SSLServerSocket) Certificates.showing(good)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        var server =
                own(new RawServer(old, connection -> connection.getInputStream().read()));
        fault(
                "versions do not meet",
                NETWORK_CONNECTIVITY_LOSS,
                () -> shake(Certificates.trusting(authority), server, new String[] {"TLSv1.3"}, null));
        fault(
                "ciphers do not meet",
                NETWORK_CONNECTIVITY_LOSS,
                () -> shake(Certificates.trusting(authority), server, new String[] {"TLSv1.2"}, new String[] {
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
                }));
        fault(
                "no version is on",
                NETWORK_CONNECTIVITY_LOSS,
                () -> shake(Certificates.trusting(authority), server, new String[] {"TLSv1.1"}, null));
        var strict = (SSLServerSocket) Certificates.showing(good)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        strict.setNeedClientAuth(true);
        var asking = own(
                new RawServer(strict, connection -> connection.getInputStream().read()));
        fault("server wants a certificate", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var socket = connect(Certificates.trusting(authority), asking)) {
                socket.getInputStream().read();
            }
        });
    }

    private void stores(Path folder) {
        fault("key store, wrong password", DEPENDENCY_MISSING, () -> Certificates.open(good, "other".toCharArray()));
        fault(
                "key store that is none",
                DEPENDENCY_MISSING,
                () -> java.security.KeyStore.getInstance(good.toFile(), "other".toCharArray()));
        fault("key store of an unknown kind", DEPENDENCY_MISSING, () -> java.security.KeyStore.getInstance("NONE"));
        fault("trust in nobody", DEPENDENCY_MISSING, () -> {
            var trust = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
            var empty = java.security.KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            trust.init(empty);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            shake(context, own(server(good)));
        });
        fault("certificate that is none", DEPENDENCY_MISSING, () -> {
            var file = Files.writeString(folder.resolve("c.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
            try (var in = Files.newInputStream(file)) {
                java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
            }
        });
    }

    private void http(String id, Path shown, SSLContext client) throws Exception {
        var server = own(server(shown));
        fault(id, NETWORK_CONNECTIVITY_LOSS, () -> get(client, uri(server)));
    }

    private void socket(String id, Path shown, SSLContext client) throws Exception {
        var server = own(server(shown));
        fault(id, NETWORK_CONNECTIVITY_LOSS, () -> shake(client, server));
    }

    private static RawServer server(Path shown) throws IOException, GeneralSecurityException {
        var socket = Certificates.showing(shown)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        return new RawServer(socket, RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n"));
    }

    private static URI uri(RawServer server) {
        return URI.create("https://127.0.0.1:" + server.port() + "/m.onnx");
    }

    private static void get(SSLContext context, URI uri) throws Exception {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build()) {
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
        }
    }

    private static void shake(SSLContext context, RawServer server) throws IOException {
        shake(context, server, null, null);
    }

    private static void shake(SSLContext context, RawServer server, String[] versions, String[] ciphers)
            throws IOException {
        try (var socket = connect(context, server)) {
            if (versions != null) {
                socket.setEnabledProtocols(versions);
            }
            if (ciphers != null) {
                socket.setEnabledCipherSuites(ciphers);
            }
            socket.startHandshake();
        }
    }

    private static SSLSocket connect(SSLContext context, RawServer server) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        var parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(socket.getEnabledProtocols());
        parameters.setCipherSuites(socket.getEnabledCipherSuites());
        socket.setSSLParameters(parameters);
        return socket;
    }
}
