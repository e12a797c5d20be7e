package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.ops.alert.channel.AlertSettings.Email;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the receivers that the settings name. A setting that is wrong is told with its key and without its value: it may be a secret. */
@ApplicationScoped
public class ConfiguredChannels {

    private static final String KEY = "kintsugi.alerts.";
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern ROUTING_KEY = Pattern.compile("[A-Za-z0-9]{32}");
    private static final Pattern MAIL_ADDRESS = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");

    private final AlertSettings settings;
    private final Vertx vertx;
    private final Clock clock;
    private final String source;

    public ConfiguredChannels(AlertSettings settings, Vertx vertx, Clock clock) {
        this.settings = settings;
        this.vertx = vertx;
        this.clock = clock;
        this.source = settings.source()
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .map(Text::line)
                .filter(name -> !name.isEmpty())
                .map(name -> Text.cut(name, 100))
                .orElse("kintsugi");
    }

    /** The name of this instance in alerts that begin now. */
    public String source() {
        return source;
    }

    /** @throws IllegalArgumentException if a setting is wrong */
    public List<Channel> all() {
        return Stream.of(webhook(), pagerDuty(), alertmanager(), email())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Channel> webhook() {
        var webhook = settings.webhook();
        return webhook.url()
                .map(url -> new HttpChannel(
                        "webhook",
                        webhook.minSeverity(),
                        Optional.empty(),
                        SlackMessage::of,
                        post("webhook.url", url, webhook.authorization())));
    }

    private Optional<Channel> pagerDuty() {
        var pagerDuty = settings.pagerduty();
        return pagerDuty.routingKey().map(key -> {
            require(ROUTING_KEY.matcher(key).matches(), "pagerduty.routing-key must be 32 letters and digits");
            return new HttpChannel(
                    "pagerduty",
                    pagerDuty.minSeverity(),
                    Optional.empty(),
                    alert -> PagerDutyEvent.of(alert, key),
                    post("pagerduty.endpoint", pagerDuty.endpoint(), Optional.empty()));
        });
    }

    private Optional<Channel> alertmanager() {
        var alertmanager = settings.alertmanager();
        return alertmanager
                .url()
                .map(url -> new HttpChannel(
                        "alertmanager",
                        alertmanager.minSeverity(),
                        Optional.of(alertmanager.repeatEvery()),
                        alert -> AlertmanagerAlert.of(alert, alertmanager.repeatEvery(), clock.instant()),
                        post(
                                "alertmanager.url",
                                url.replaceFirst("/+$", "") + "/api/v2/alerts",
                                alertmanager.authorization())));
    }

    private Optional<Channel> email() {
        var email = settings.email();
        require(
                email.host().isPresent()
                        || email.from().isEmpty()
                                && email.to().isEmpty()
                                && email.username().isEmpty(),
                "email.host must be set if other settings of email are");
        return email.host().map(host -> {
            var from = email.from().orElse("");
            requireMailAddress(from, "email.from must be a mail address");
            var to = email.to().orElse(List.of());
            require(!to.isEmpty(), "email.to must have at least one mail address");
            to.forEach(one -> requireMailAddress(one, "email.to must be mail addresses, with commas between them"));
            requireLogin(email);
            return new MailChannel(email, host, from, source, settings.timeout(), vertx);
        });
    }

    private static void requireLogin(Email email) {
        require(
                email.username().isPresent() == email.password().isPresent(),
                "email.username and kintsugi.alerts.email.password must both be set, or none of them");
    }

    private HttpPost post(String key, String url, Optional<String> authorization) {
        require(
                authorization.stream().flatMapToInt(String::chars).noneMatch(Character::isISOControl),
                key.substring(0, key.indexOf('.')) + ".authorization must be one line");
        return new HttpPost(address(key, url), authorization, settings.timeout(), vertx, clock);
    }

    private static URI address(String key, String text) {
        try {
            var address = URI.create(text.strip());
            var scheme = address.getScheme();
            if (address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getPort() <= LARGEST_PORT
                    && ("http".equals(scheme) || "https".equals(scheme))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(key + " must be an address with http or https, which it is not");
        }
        throw wrong(key + " must be an address with http or https, and without a user");
    }

    private static void requireMailAddress(String text, String message) {
        require(MAIL_ADDRESS.matcher(text.strip()).matches(), message);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw wrong(message);
        }
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(KEY + message);
    }
}
