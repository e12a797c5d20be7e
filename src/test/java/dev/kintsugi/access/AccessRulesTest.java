package dev.kintsugi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {

    private final AccessRules rules = new AccessRules(false);

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /,                                anyone
            GET,    /jobs,                            anyone
            GET,    /app/main.js,                     anyone
            GET,    /q/health/ready,                  anyone
            GET,    /q/openapi,                       anyone
            GET,    /v1/failures/vram_exhaustion,     anyone
            POST,   /v1/session,                      anyone
            POST,   /v1/images/generations,           infer
            GET,    /v1/jobs,                         infer
            GET,    /v1/jobs/job_1/artifacts/0.png,   infer
            DELETE, /v1/jobs/job_1,                   infer
            GET,    /v1/stream,                       infer
            GET,    /v1/models,                       infer read
            GET,    /v1/models/a,                     infer read
            DELETE, /v1/models/a,                     admin
            GET,    /v1/status,                       infer read
            GET,    /v1/errors/summary,               read
            GET,    /q/metrics,                       read
            GET,    /admin/recovery/learned,          read
            POST,   /admin/recovery/reset,            admin
            GET,    /admin/alerts,                    admin
            GET,    /admin/keys,                      admin
            POST,   /admin/faults,                    admin
            GET,    /q/dev,                           admin
            GET,    /what/is/this,                    admin
            GET,    /q/healthy,                       admin
            """)
    void eachPathNeedsAScope(String method, String path, String scopes) {
        assertThat(rules.needed(method, path)
                        .map(needed -> needed.stream().sorted().map(Scope::code).collect(Collectors.joining(" ")))
                        .orElse("anyone"))
                .isEqualTo(scopes);
    }

    @Test
    void metricsMayBeForAnyone() {
        assertThat(new AccessRules(true).needed("GET", "/q/metrics")).isEmpty();
        assertThat(new AccessRules(true).needed("GET", "/v1/errors")).isEqualTo(Optional.of(Set.of(Scope.READ)));
    }
}
