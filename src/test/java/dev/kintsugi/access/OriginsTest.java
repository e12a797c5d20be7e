package dev.kintsugi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {

    private final Origins origins = new Origins(List.of("https://app.example.org"));

    @ParameterizedTest
    @CsvSource(textBlock = """
            ,                          ,            true
            ,                          same-origin, true
            ,                          none,        true
            ,                          cross-site,  false
            ,                          same-site,   false
            http://localhost:8080,     ,            true
            http://localhost:8080,     same-origin, true
            http://localhost:3000,     same-site,   false
            http://evil.example,       cross-site,  false
            https://app.example.org,   cross-site,  true
            http://app.example.org,    cross-site,  false
            null,                      ,            false
            not an origin,             ,            false
            """)
    void ownPagesAndThoseThatAreNamedMayCall(String origin, String site, boolean allowed) {
        assertThat(origins.allow(origin, site, "localhost:8080")).isEqualTo(allowed);
    }
}
