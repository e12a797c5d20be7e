package dev.kintsugi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    @Test
    void aHeaderCountsBeforeACookie() {
        var sent = Credentials.of("Bearer  a ", "kintsugi_key=b").orElseThrow();
        assertThat(sent.text()).isEqualTo("a");
        assertThat(sent.fromCookie()).isFalse();
        assertThat(Credentials.of("bearer a", null).orElseThrow().text()).isEqualTo("a");
        assertThat(Credentials.of("Basic a", "kintsugi_key=b").orElseThrow().text())
                .isEmpty();
    }

    @Test
    void aCookieIsFoundAmongOthers() {
        var sent = Credentials.of(null, "x=y; kintsugi_key=b; kintsugi_key2=c").orElseThrow();
        assertThat(sent.text()).isEqualTo("b");
        assertThat(sent.fromCookie()).isTrue();
        assertThat(Credentials.of(null, "not_kintsugi_key=b")).isEmpty();
        assertThat(Credentials.of(null, null)).isEmpty();
    }

    @Test
    void aKeyIsReadAsItWasMadeAndShowsNoSecret() {
        var key = KeyText.random(new SecureRandom());
        assertThat(KeyText.of(key.text())).contains(key);
        assertThat(key.hasHash(key.hash())).isTrue();
        assertThat(key.hasHash(KeyText.random(new SecureRandom()).hash())).isFalse();
        assertThat(key.toString()).doesNotContain(key.text().substring(25));
        assertThat(new Credentials(key.text(), true).toString()).doesNotContain(key.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kintsugi_",
                "sk-1234",
                "kintsugi_abcdefghijkl_short",
                "Kintsugi_abcdefghijkl_0123456789012345678901234567890123456789012"
            })
    void whatHasNotTheFormOfAKeyIsNone(String text) {
        assertThat(KeyText.of(text)).isEmpty();
    }
}
