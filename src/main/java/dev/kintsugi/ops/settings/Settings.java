package dev.kintsugi.ops.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All settings that there are, from a list made of the interfaces with {@code @ConfigMapping}: what each may be, and which
 * key a misspelt one stands for.
 */
record Settings(List<SettingRule> rules) {

    static final Settings KNOWN = read();

    private static final String MEMORY = "kintsugi.device.memory";

    /** Amounts below 2 MiB: up to 2,047 KiB, 1 MiB, and up to six digits of bytes. */
    private static final Pattern TOO_LITTLE = Pattern.compile(
            "0*(1?\\d{1,3}|20[0-3]\\d|204[0-7])\\s*[Kk]([iI]?[bB])?|0*[01]\\s*[Mm]([iI]?[bB])?|0+\\s*[GgTt]?([iI]?[bB])?"
                    + "|0*\\d{1,6}\\s*[bB]?");

    /** Which settings must be smaller than which. */
    private static final List<Order> ORDERS = List.of(
            new Order("kintsugi.load.reduced", "kintsugi.load.minimal"),
            new Order("kintsugi.jobs.heartbeat", "kintsugi.jobs.lease"));

    private record Order(String smaller, String larger) {}

    private static Settings read() {
        var list = new Properties();
        try (InputStream in = Objects.requireNonNull(Settings.class.getResourceAsStream("settings.properties"))) {
            list.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Settings(list.stringPropertyNames().stream()
                .sorted()
                .map(key -> SettingRule.of(key, list.getProperty(key)))
                .toList());
    }

    /**
     * What is wrong, in one line each.
     *
     * @param keys all keys that are set
     * @param value what a key is set to; none if it is not
     */
    List<String> wrong(Collection<String> keys, Function<String, Optional<String>> value) {
        var problems = new ArrayList<String>();
        for (var rule : rules) {
            var key = rule.key();
            (key.isPattern() ? keys.stream().filter(key::names).sorted().toList() : List.of(key.text()))
                    .forEach(name -> value.apply(name)
                            .flatMap(rule::problem)
                            .map(problem -> name + " " + problem)
                            .ifPresent(problems::add));
        }
        if (problems.isEmpty()) {
            value.apply(MEMORY)
                    .filter(amount -> TOO_LITTLE.matcher(amount.strip()).matches())
                    .map(amount -> MEMORY + " is '" + amount + "', but no model computes anything in less than 2M")
                    .ifPresent(problems::add);
            ORDERS.stream()
                    .flatMap(order -> contradiction(order, value).stream())
                    .forEach(problems::add);
        }
        return problems;
    }

    private Optional<String> contradiction(Order order, Function<String, Optional<String>> value) {
        var smaller = rule(order.smaller());
        var larger = rule(order.larger());
        var low = value.apply(order.smaller()).orElse(smaller.byDefault());
        var high = value.apply(order.larger()).orElse(larger.byDefault());
        return smaller.amount(low) < larger.amount(high)
                ? Optional.empty()
                : Optional.of("%s (%s) must be below %s (%s)".formatted(order.smaller(), low, order.larger(), high));
    }

    private SettingRule rule(String key) {
        return rules.stream()
                .filter(rule -> rule.key().text().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Warnings about keys and environment variables that look like settings and are none, or have a new name.
     *
     * @param names of properties and of environment variables, also of others
     */
    List<String> unknown(Collection<String> names) {
        return new UnknownSettings(rules.stream().map(SettingRule::key).toList()).warnings(names);
    }
}
