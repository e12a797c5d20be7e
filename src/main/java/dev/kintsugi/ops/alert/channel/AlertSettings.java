package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Alerts: {@code kintsugi.alerts.*}. Without a receiver there are none. Addresses may hold secrets and are never shown. */
@ConfigMapping(prefix = "kintsugi.alerts")
public interface AlertSettings {

    /** The name of this instance in alerts; by default that of the host, if the environment tells it. */
    Optional<String> source();

    /** The severity from which a single failure is an alert. */
    @WithDefault("critical")
    Severity failureSeverity();

    /** How long none of its kind must come until such an alert is over. */
    @WithDefault("5m")
    @AllowedValues(from = "1ms")
    Duration quietPeriod();

    /** How often spikes are looked for and ends of alerts are noticed. */
    @WithDefault("5s")
    @AllowedValues(from = "10ms")
    Duration checkEvery();

    /** How long an alert that begins again is held back after it was sent. */
    @WithDefault("10m")
    @AllowedValues(from = "0s")
    Duration minInterval();

    /** How many alerts are sent per hour; the ends of those that were sent do not count. */
    @WithDefault("60")
    @AllowedValues(from = "1", to = "10000")
    int maxPerHour();

    /** How long the delivery of one alert may take. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration timeout();

    /** How long an alert that a receiver does not take is sent again. */
    @WithDefault("1h")
    @AllowedValues(from = "0s")
    Duration retryFor();

    Webhook webhook();

    Pagerduty pagerduty();

    Alertmanager alertmanager();

    Email email();

    /** Slack, or what takes the same JSON. */
    interface Webhook {

        /** The URL that alerts are posted to. */
        Optional<String> url();

        /** The header {@code Authorization}, such as {@code Bearer …}. */
        Optional<String> authorization();

        /** The severity from which alerts are sent. */
        @WithDefault("low")
        Severity minSeverity();
    }

    /** PagerDuty's Events API v2. */
    interface Pagerduty {

        /** The integration key. */
        Optional<String> routingKey();

        /** Where events are posted to. */
        @WithDefault("https://events.pagerduty.com/v2/enqueue")
        String endpoint();

        /** The severity from which alerts are sent. */
        @WithDefault("high")
        Severity minSeverity();
    }

    /** Prometheus's Alertmanager. */
    interface Alertmanager {

        /** Its URL, without {@code /api/v2/alerts}. */
        Optional<String> url();

        /** The header {@code Authorization}, such as {@code Basic …}. */
        Optional<String> authorization();

        /** How often an alert that is firing is sent again. */
        @WithDefault("1m")
        @AllowedValues(from = "100ms")
        Duration repeatEvery();

        /** The severity from which alerts are sent. */
        @WithDefault("low")
        Severity minSeverity();
    }

    /** Mail. */
    interface Email {

        /** The mail server. */
        Optional<String> host();

        /** Its port. */
        @WithDefault("587")
        @AllowedValues(from = "1", to = "65535")
        int port();

        /** How the connection is encrypted. */
        @WithDefault("required")
        Tls tls();

        /** The user at the mail server. */
        Optional<String> username();

        /** The password of the user. */
        Optional<String> password();

        /** The address of the sender. */
        Optional<String> from();

        /** The addresses of the recipients. */
        Optional<List<String>> to();

        /** The severity from which alerts are sent. */
        @WithDefault("low")
        Severity minSeverity();
    }
}
