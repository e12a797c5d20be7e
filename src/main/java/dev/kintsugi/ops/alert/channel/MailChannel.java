package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.ops.alert.channel.AlertSettings.Email;
import dev.kintsugi.recovery.classification.ConnectionProblem;
import dev.kintsugi.recovery.failure.Severity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Mail, in plain text. */
final class MailChannel implements Channel {

    static final String NAME = "email";

    /** Those that a user and a password are for. */
    private static final String METHODS = "CRAM-SHA256 CRAM-SHA1 CRAM-MD5 PLAIN LOGIN";

    private static final int MOST_SUBJECT = 200;
    private static final int MOST_AT_A_TIME = 2;

    private final Email settings;
    private final String from;
    private final Duration timeout;
    private final MailClient mail;

    MailChannel(Email settings, String host, String from, String source, Duration timeout, Vertx vertx) {
        this.settings = settings;
        this.from = from;
        this.timeout = timeout;
        this.mail = MailClient.create(vertx, config(settings, host, source, timeout));
    }

    private static MailConfig config(Email settings, String host, String source, Duration timeout) {
        var millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
        var config = new MailConfig(host, settings.port())
                .setOwnHostname(ownName(source)) // else it would be asked for, which may block
                .setKeepAlive(false)
                .setMaxPoolSize(MOST_AT_A_TIME)
                .setAuthMethods(METHODS)
                .setConnectTimeout(millis)
                .setIdleTimeout(millis) // one that hangs holds its connection no longer
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(millis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSsl(settings.tls() == Tls.IMPLICIT)
                .setStarttls(
                        switch (settings.tls()) {
                            case REQUIRED -> StartTLSOptions.REQUIRED;
                            case OPTIONAL -> StartTLSOptions.OPTIONAL;
                            case IMPLICIT, NONE -> StartTLSOptions.DISABLED;
                        });
        settings.username().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        return config;
    }

    /** As a mail server greets a client (RFC 5321, 4.1.1.1). */
    private static String ownName(String source) {
        return source.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") ? source : "kintsugi";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takes(Alert alert) {
        return alert.subject().severity().compareTo(least()) >= 0;
    }

    private Severity least() {
        return settings.minSeverity();
    }

    @Override
    public Future<Void> send(Alert alert) {
        return mail.sendMail(message(alert))
                .<Void>mapEmpty()
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(thrown -> Future.failedFuture(problem(thrown)));
    }

    private MailMessage message(Alert alert) {
        return new MailMessage()
                .setFrom(from.strip())
                .setTo(settings.to().orElseThrow().stream().map(String::strip).toList())
                .setSubject(Text.cut("[Kintsugi] " + Text.line(alert.headline()), MOST_SUBJECT))
                .setText("%s%n%n%s%nsource: %s%nstate: %s%nsince: %s%n%s"
                        .formatted(
                                alert.text(),
                                alert.details(),
                                alert.source(),
                                alert.state(),
                                alert.since(),
                                alert.ended()
                                        .map(ended -> "ended: " + ended + "\n")
                                        .orElse(""))
                        .replace("\r\n", "\n"))
                .addHeader("Auto-Submitted", "auto-generated");
    }

    private NotDelivered problem(Throwable thrown) {
        return switch (thrown) {
            case SMTPException refused
            when refused.isPermanent() -> NotDelivered.forGood("the mail server answered " + refused.getReplyCode());
            case SMTPException refused ->
                NotDelivered.forNow("the mail server answered " + refused.getReplyCode(), Optional.empty());
            case TimeoutException _ ->
                NotDelivered.forNow(
                        "the mail server did not answer within " + timeout.toMillis() + " ms", Optional.empty());
            case NoStackTraceThrowable _
            when settings.tls() == Tls.REQUIRED ->
                NotDelivered.forNow("the mail server may not have STARTTLS, which is required", Optional.empty());
            default -> NotDelivered.forNow(ConnectionProblem.of(thrown), Optional.empty());
        };
    }
}
