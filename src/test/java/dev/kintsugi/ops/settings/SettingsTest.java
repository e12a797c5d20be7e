package dev.kintsugi.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Path LIST = Path.of("src/main/resources/dev/kintsugi/ops/settings/settings.properties");

    /** The list is made of the interfaces; after a change of those copy what this test has written. */
    @Test
    void listSaysWhatTheInterfacesDeclare() throws IOException {
        var declared = declared();
        var written = Path.of("target/settings.properties");
        Files.writeString(written, declared);
        assertThat(Files.readString(LIST))
                .as("%s; what it should be is in %s", LIST, written)
                .isEqualTo(declared);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            kintsugi.jobs.queue            | many       | kintsugi.jobs.queue is 'many', but must be a whole number from 1 to 1000000
            kintsugi.jobs.queue            | 0          | kintsugi.jobs.queue is '0', but must be a whole number from 1 to 1000000
            kintsugi.jobs.queue            | 1.5        | kintsugi.jobs.queue is '1.5', but must be a whole number from 1 to 1000000
            kintsugi.jobs.queue            | 99999999999| kintsugi.jobs.queue is '99999999999', but must be a whole number from 1 to 1000000
            kintsugi.jobs.queue            | ""         | kintsugi.jobs.queue is empty, but must be a whole number from 1 to 1000000
            kintsugi.retention.bytes       | 512M       | kintsugi.retention.bytes is '512M', but must be a whole number of at least 0
            kintsugi.generation.deadline   | 0s         | kintsugi.generation.deadline is '0s', but must be a time of at least 1ms, such as 500ms, 10s or 5m
            kintsugi.generation.deadline   | soon       | kintsugi.generation.deadline is 'soon', but must be a time of at least 1ms, such as 500ms, 10s or 5m
            kintsugi.jobs.drain            | -1s        | kintsugi.jobs.drain is '-1s', but must be a time of at least 0s, such as 500ms, 10s or 5m
            kintsugi.load.weight           | NaN        | kintsugi.load.weight is 'NaN', but must be a number from 0.01 to 1
            kintsugi.load.reduced          | 70%        | kintsugi.load.reduced is '70%', but must be a number from 0 to 1
            kintsugi.load.reduced          | 1.2        | kintsugi.load.reduced is '1.2', but must be a number from 0 to 1
            kintsugi.faults.enabled        | ture       | kintsugi.faults.enabled is 'ture', but must be true or false
            kintsugi.store.kind            | mysql      | kintsugi.store.kind is 'mysql', but must be one of sqlite, postgresql, memory
            kintsugi.store.s3.endpoint     | a b        | kintsugi.store.s3.endpoint is 'a b', but must be an address such as https://host:port
            kintsugi.store.postgresql.url  | http://x   | kintsugi.store.postgresql.url is 'http://x', but must be an address such as jdbc:postgresql://host:5432/database
            kintsugi.device                | gpu        | kintsugi.device is 'gpu', but must be auto, cpu or cuda:<number>
            kintsugi.device.memory         | lots       | kintsugi.device.memory is 'lots', but must be an amount such as 512M or 4G, or unlimited
            kintsugi.failures.types.oom.status | high   | kintsugi.failures.types.oom.status is 'high', but must be a whole number
            kintsugi.recovery.strategies[0].timeout | 0 | kintsugi.recovery.strategies[0].timeout is '0', but must be a time of at least 1ms, such as 500ms, 10s or 5m
            """)
    void wrongValueIsToldWithWhatIsAllowed(String key, String value, String line) {
        assertThat(wrong(Map.of(key, value))).containsExactly(line);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(wrong(Map.of("kintsugi.jobs.queue", "x", "kintsugi.jobs.attempts", "0", "kintsugi.load.every", "-")))
                .hasSize(3);
    }

    @Test
    void valuesThatContradictEachOtherAreTold() {
        assertThat(wrong(Map.of("kintsugi.load.reduced", "0.95")))
                .containsExactly("kintsugi.load.reduced (0.95) must be below kintsugi.load.minimal (0.9)");
        assertThat(wrong(Map.of("kintsugi.jobs.lease", "4s")))
                .containsExactly("kintsugi.jobs.heartbeat (5s) must be below kintsugi.jobs.lease (4s)");
    }

    @ParameterizedTest
    @CsvSource({
        "1M,1",
        "0,1",
        "'',0",
        "2047K,1",
        "999999,1",
        "0G,1",
        "1 MiB,1",
        "2048K,0",
        "2M,0",
        "10M,0",
        "6000000,0",
        "20K,1"
    })
    void memoryInWhichNothingWorksIsTold(String amount, int problems) {
        assertThat(wrong(Map.of("kintsugi.device.memory", amount))).hasSize(problems);
    }

    @Test
    void valuesThatAreRightAreLeftAlone() {
        assertThat(wrong(Map.of(
                        "kintsugi.store.kind", "PostgreSQL",
                        "kintsugi.faults.enabled", "on",
                        "kintsugi.device", "cuda:0",
                        "kintsugi.device.memory", "4 GiB",
                        "kintsugi.load.reduced", " 0.5 ",
                        "kintsugi.jobs.lease", "PT20S",
                        "kintsugi.jobs.drain", "0s",
                        "kintsugi.store.s3.endpoint", "")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            kintsugi.job.queue,            kintsugi.jobs.queue
            kintsugi.jobs.qeue,            kintsugi.jobs.queue
            kintsugi.device.memmory,       kintsugi.device.memory
            kintsugi.breakers.failureRatio,kintsugi.breakers.failure-ratio
            kintsugi.store.postgres.url,   kintsugi.store.postgresql.url
            KINTSUGI_JOBS_QEUE,            KINTSUGI_JOBS_QUEUE
            KINTSUGI_DEVICE_MEM,           KINTSUGI_DEVICE_MEMORY
            """)
    void unknownKeyIsToldWithTheNearestOne(String key, String nearest) {
        assertThat(Settings.KNOWN.unknown(List.of(key)))
                .containsExactly(key + " is not a setting and has no effect; did you mean " + nearest + "?");
    }

    @Test
    void unknownKeyThatIsLikeNoneIsToldWithoutAGuess() {
        assertThat(Settings.KNOWN.unknown(List.of("kintsugi.completely.different.thing")))
                .containsExactly("kintsugi.completely.different.thing is not a setting and has no effect");
    }

    @Test
    void oldNameOfASettingIsToldWithTheNewOne() {
        assertThat(Settings.KNOWN.unknown(
                        List.of("kintsugi.jobs.look", "KINTSUGI_RESULT_CACHE_TIME", "KINTSUGI_END_DELAY")))
                .containsExactly(
                        "KINTSUGI_END_DELAY is now KINTSUGI_SHUTDOWN_DELAY; the old name works until version 1.0",
                        "kintsugi.jobs.look is now kintsugi.jobs.sweep-every; the old name works until version 1.0");
    }

    @Test
    void oldKeyOfASettingStillWorksAndTheNewOneWins() {
        assertThat(sweepEvery(Map.of())).isEqualTo("1s");
        assertThat(sweepEvery(Map.of("kintsugi.jobs.look", "3s"))).isEqualTo("3s");
        assertThat(sweepEvery(Map.of("kintsugi.jobs.look", "3s", "kintsugi.jobs.sweep-every", "2s")))
                .isEqualTo("2s");
    }

    private static String sweepEvery(Map<String, String> set) {
        return new SmallRyeConfigBuilder()
                .withInterceptors(new RenamedSettings())
                .withDefaultValue("kintsugi.jobs.sweep-every", "1s")
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .build()
                .getValue("kintsugi.jobs.sweep-every", String.class);
    }

    @Test
    void knownKeysAndThoseOfOthersAreNotUnknown() {
        assertThat(Settings.KNOWN.unknown(List.of(
                        "kintsugi.home",
                        "KINTSUGI_HOME",
                        "%prod.kintsugi.home",
                        "KINTSUGI_FAILURES_TYPES_VRAM_EXHAUSTION_SEVERITY",
                        "kintsugi.failures.types.vram_exhaustion.severity",
                        "kintsugi.failures.types.vram_exhaustion.strategies[0]",
                        "kintsugi.recovery.strategies[3].command[1]",
                        "KINTSUGI_RECOVERY_STRATEGIES_0__NAME",
                        "KINTSUGI_STORE_S3_ACCESS_KEY",
                        "KINTSUGI_SERVICE_HOST", // Kubernetes sets these for a service of this name
                        "KINTSUGI_PORT_8080_TCP_ADDR",
                        "quarkus.http.port",
                        "PATH")))
                .isEmpty();
    }

    private static List<String> wrong(Map<String, String> values) {
        return Settings.KNOWN.wrong(values.keySet(), key -> Optional.ofNullable(values.get(key)));
    }

    private static String declared() {
        return DeclaredSettings.all().entrySet().stream()
                .map(line -> line.getKey() + "=" + rule(line.getValue()) + "\n")
                .collect(Collectors.joining(
                        "", "# Made of the interfaces with @ConfigMapping, see SettingsTest.\n", ""));
    }

    private static String rule(Method method) {
        var byDefault = Optional.ofNullable(method.getAnnotation(WithDefault.class))
                .map(WithDefault::value)
                .orElse("");
        var allowed = Optional.ofNullable(method.getAnnotation(AllowedValues.class));
        if (allowed.filter(rule -> !rule.matching().isEmpty()).isPresent()) {
            return String.join(
                    ";",
                    "match",
                    allowed.get().matching().replace("\\", "\\\\"),
                    "must be " + allowed.get().as(),
                    byDefault);
        }
        var type = valueType(method.getGenericReturnType());
        var from = allowed.map(AllowedValues::from).orElse("");
        var to = allowed.map(AllowedValues::to).orElse("");
        return switch (type) {
            case Class<?> number
            when number == int.class || number == Integer.class ->
                whole(from, Integer.MIN_VALUE, to, Integer.MAX_VALUE, byDefault);
            case Class<?> number
            when number == long.class || number == Long.class ->
                whole(from, Long.MIN_VALUE, to, Long.MAX_VALUE, byDefault);
            case Class<?> number when number == double.class -> String.join(";", "decimal", from, to, byDefault);
            case Class<?> time
            when time == Duration.class -> String.join(";", "time", from.isEmpty() ? "0s" : from, to, byDefault);
            case Class<?> flag when flag == boolean.class || flag == Boolean.class -> "flag;;;" + byDefault;
            case Class<?> address when address == URI.class -> "address;;;" + byDefault;
            case Class<?> kind
            when kind.isEnum() ->
                "choice;"
                        + Arrays.stream(kind.getEnumConstants())
                                .map(one -> one.toString().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(","))
                        + ";;" + byDefault;
            default -> "text;;;" + byDefault;
        };
    }

    private static String whole(String from, long least, String to, long most, String byDefault) {
        return String.join(
                ";",
                "whole",
                from.isEmpty() ? String.valueOf(least) : from,
                to.isEmpty() ? String.valueOf(most) : to,
                byDefault);
    }

    private static Type valueType(Type type) {
        return type instanceof ParameterizedType of
                ? valueType(of.getActualTypeArguments()[of.getActualTypeArguments().length - 1])
                : type;
    }
}
