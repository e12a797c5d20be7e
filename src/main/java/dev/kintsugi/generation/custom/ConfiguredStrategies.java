package dev.kintsugi.generation.custom;

import dev.kintsugi.generation.custom.CustomStrategySettings.Custom;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Builds strategies from settings. An invalid one is reported with its key. */
@ApplicationScoped
class ConfiguredStrategies {

    private static final int LARGEST_PORT = 65_535;

    private final List<CustomStrategy> all;

    ConfiguredStrategies(CustomStrategySettings settings, Suggestions suggestions, Vertx vertx, Commands commands) {
        var strategies = settings.strategies();
        this.all = IntStream.range(0, strategies.size())
                .mapToObj(i -> strategy(
                        "kintsugi.recovery.strategies[" + i + "]", strategies.get(i), suggestions, vertx, commands))
                .toList();
    }

    List<CustomStrategy> all() {
        return all;
    }

    private static CustomStrategy strategy(
            String key, Custom custom, Suggestions suggestions, Vertx vertx, Commands commands) {
        var types = types(key + ".on", custom.on());
        if (custom.webhook().isPresent() == custom.command().isPresent()) {
            throw new IllegalArgumentException(key + " must have a webhook or a command, and not both");
        }
        return custom.command()
                .<CustomStrategy>map(command ->
                        new CommandStrategy(custom.name(), types, command, custom.timeout(), suggestions, commands))
                .orElseGet(() -> new WebhookStrategy(
                        custom.name(),
                        types,
                        new Webhook(
                                address(key + ".webhook", custom.webhook().orElseThrow()),
                                token(key + ".token", custom.token()),
                                custom.timeout()),
                        suggestions,
                        vertx));
    }

    /** A wrong one is told without its value: it may be a secret. */
    private static URI address(String key, String text) {
        try {
            var address = URI.create(text.strip());
            var scheme = address.getScheme();
            if (address.getHost() != null
                    && address.getPort() <= LARGEST_PORT
                    && ("http".equals(scheme) || "https".equals(scheme))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(key);
        }
        throw notAnAddress(key);
    }

    private static IllegalArgumentException notAnAddress(String key) {
        return new IllegalArgumentException(key + " must be an address with http or https");
    }

    private static Optional<String> token(String key, Optional<String> token) {
        if (token.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(key + " must be one line");
        }
        return token;
    }

    private static Set<FailureType> types(String key, List<String> names) {
        var types = EnumSet.noneOf(FailureType.class);
        for (var name : names) {
            var category = Arrays.stream(Category.values())
                    .filter(one -> one.code().equals(name))
                    .findFirst();
            var found = category.map(one -> Arrays.stream(FailureType.values())
                            .filter(type -> type.category() == one)
                            .toList())
                    .orElseGet(() -> FailureType.of(name).stream().toList());
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        key + " has " + name + ", which is no kind of failure and no category of them");
            }
            types.addAll(found);
        }
        return types;
    }

    static boolean answers(Set<FailureType> types, Failure failure) {
        return types.contains(failure.type());
    }
}
