package dev.kintsugi.store.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.access.KeyStore;
import dev.kintsugi.access.Scope;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.sql.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** API keys in a file and in a real PostgreSQL. */
class KeyStoreTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.000001Z");

    @TempDir
    Path home;

    @Test
    void aFileKeepsKeys() {
        keeps(file(), file());
        assertThat(home.resolve("keys/keys.json")).exists();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void instancesShareKeysInPostgres() throws Exception {
        var settings = PostgresServer.settings(PostgresServer.database());
        try (var one = PostgresDatabase.at(settings, StoreFaultHook.OPEN, Clock.systemUTC());
                var other = PostgresDatabase.at(settings, StoreFaultHook.OPEN, Clock.systemUTC())) {
            keeps(new SqlKeyStore(one), new SqlKeyStore(other));
        }
    }

    private static void keeps(KeyStore one, KeyStore other) {
        var forever = new ApiKey("aaaaaaaaaaaa", "shop", "ab".repeat(32), Set.of(Scope.INFER), NOW, Optional.empty());
        var limited = new ApiKey(
                "bbbbbbbbbbbb",
                "o'ps",
                "cd".repeat(32),
                Set.of(Scope.ADMIN, Scope.READ),
                NOW,
                Optional.of(NOW.plusSeconds(9)));
        assertThat(one.all()).isEmpty();
        one.add(forever);
        one.add(limited);
        assertThat(other.all()).containsExactlyInAnyOrder(forever, limited);
        other.remove("aaaaaaaaaaaa");
        other.remove("cccccccccccc");
        assertThat(one.all()).containsExactly(limited);
    }

    @Test
    void aKeyIsValidOnTheOtherInstanceOnceItLooksAgainAndUntilItExpires() {
        var here = keys(NOW);
        here.refresh();
        var made = here.draft("shop", Set.of(Scope.INFER), Optional.of(Duration.ofSeconds(9)));
        assertThat(here.find(made.text())).isEmpty();
        here.add(made.key());
        assertThat(here.find(made.text())).contains(made.key());
        assertThat(here.find(made.text().replaceAll(".$", "!"))).isEmpty();
        var there = keys(NOW.plusSeconds(8));
        assertThatThrownBy(() -> there.find(made.text())) // it is not known to be wrong
                .isInstanceOfSatisfying(
                        TypedException.class,
                        thrown -> assertThat(thrown.type()).isEqualTo(FailureType.STATE_LOAD_FAILED));
        there.refresh();
        assertThat(there.find(made.text())).contains(made.key());
        var late = keys(NOW.plusSeconds(9));
        late.refresh();
        assertThat(late.find(made.text())).isEmpty();
        there.revoke(made.key().id());
        here.refresh();
        assertThat(here.find(made.text())).isEmpty();
    }

    @Test
    void aDamagedFileIsNotTakenForOneWithoutKeys() throws Exception {
        var keys = keys(NOW);
        var made = keys.draft("shop", Set.of(Scope.INFER), Optional.empty());
        keys.add(made.key());
        Files.writeString(home.resolve("keys/keys.json"), "{");
        assertThatThrownBy(keys::refresh).hasMessageContaining("keys.json cannot be read");
        assertThat(keys.find(made.text())).contains(made.key());
        assertThatThrownBy(() -> keys.add(
                        keys.draft("more", Set.of(Scope.READ), Optional.empty()).key()))
                .hasMessageContaining("keys.json cannot be read");
        assertThat(home.resolve("keys/keys.json")).hasContent("{");
    }

    private ApiKeys keys(Instant now) {
        return new ApiKeys(file(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private KeyStore file() {
        return new FileKeyStore(home, new ObjectMapper(), WriteFaultHook.OPEN);
    }
}
