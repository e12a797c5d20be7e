package dev.kintsugi.api.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.kintsugi.KeysNeeded;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that needs keys. */
@QuarkusTest
@TestProfile(KeysNeeded.class)
class KeysTest extends KeysFixture {

    @Test
    void everyRouteIsOpenToThoseScopesOnlyThatItIsDeclaredFor() throws IOException {
        var cells = new ArrayList<String>();
        var infer = key("infer");
        var read = key("read");
        for (var route : routes()) {
            var needed = new dev.kintsugi.access.AccessRules(false).needed(route.method(), route.path());
            for (var who : List.of("", "wrong", "infer", "read", "admin")) {
                var sent =
                        switch (who) {
                            case "" -> given();
                            case "wrong" -> bearer("kintsugi_abcdefghijkl_" + "x".repeat(43));
                            case "infer" -> bearer(infer);
                            case "read" -> bearer(read);
                            default -> bearer(admin());
                        };
                var expected = needed.isEmpty()
                        ? "in"
                        : who.isEmpty() || who.equals("wrong")
                                ? "401"
                                : who.equals("admin")
                                                || needed.get().stream()
                                                        .anyMatch(scope ->
                                                                scope.code().equals(who))
                                        ? "in"
                                        : "403";
                var status = sent.request(route.method(), route.path()).statusCode();
                var got = status == 401 || status == 403 ? String.valueOf(status) : "in";
                if (!got.equals(expected)) {
                    cells.add(route + " " + who + ": " + status + " instead of " + expected);
                }
            }
        }
        assertThat(cells).isEmpty();
    }

    private record Route(String method, String path) {}

    private static List<Route> routes() {
        var routes = new ArrayList<Route>();
        var paths = given().accept("application/json")
                .get("/q/openapi")
                .jsonPath()
                .<Map<String, Map<String, Object>>>getObject("paths", new io.restassured.common.mapper.TypeRef<>() {});
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(List.of("get", "post", "put", "delete")::contains)
                .forEach(method -> routes.add(new Route(
                        method.toUpperCase(java.util.Locale.ROOT),
                        path.replace("{number}.{extension}", "0.png").replaceAll("\\{\\w+}", "x")))));
        for (var more :
                List.of("/", "/jobs", "/app/main.js", "/q/health/live", "/q/metrics", "/q/swagger-ui/", "/nope")) {
            routes.add(new Route("GET", more));
        }
        assertThat(routes).hasSizeGreaterThan(30);
        return routes;
    }

    @Test
    void theFirstKeyIsInAFileThatOnlyTheServiceReadsAndNotInTheLog() throws IOException {
        assertThat(admin()).matches("kintsugi_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(KeysNeeded.FIRST)))
                .isEqualTo("rw-------");
        assertThat(KeysNeeded.HOME.resolve("keys/keys.json")).content().doesNotContain(admin().substring(22));
    }

    @Test
    void aCallWithoutAKeyIsToldHowToSendOne() {
        given().get("/v1/jobs")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("authentication_failed"))
                .body("detail", containsString("Authorization: Bearer"));
        given().contentType("application/json")
                .body("{\"prompt\":\"a star\"}")
                .post("/v1/images/generations")
                .then()
                .statusCode(401)
                .body("error.type", equalTo("invalid_request_error"));
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndAnExpiredOneIsListed() throws IOException {
        var made = bearer(admin())
                .contentType("application/json")
                .body(Map.of("name", "shop", "scopes", List.of("infer"), "expires_in_days", 1))
                .post("/admin/keys")
                .then()
                .statusCode(201)
                .body("name", equalTo("shop"))
                .extract()
                .jsonPath();
        var key = made.getString("key");
        bearer(key).get("/v1/models").then().statusCode(200);
        bearer(admin())
                .get("/admin/keys")
                .then()
                .body("keys.id", hasItem(made.getString("id")))
                .body("keys.find { it.name == 'shop' }.last_used", not(equalTo(null)))
                .body(not(containsString(key)));
        bearer(admin()).delete("/admin/keys/" + made.getString("id")).then().statusCode(204);
        bearer(key).get("/v1/models").then().statusCode(401);
        bearer(admin()).delete("/admin/keys/" + made.getString("id")).then().statusCode(404);
        bearer(admin())
                .contentType("application/json")
                .body(Map.of("name", "", "scopes", List.of("all"), "expires_in_days", 0, "more", 1))
                .post("/admin/keys")
                .then()
                .statusCode(422);
    }

    @Test
    void callsWithoutAKeyAreCountedAndPushOutNothing() throws IOException {
        var start = Instant.now();
        var leaked = key("infer");
        bearer(admin()).get("/v1/jobs?" + leaked + "=1").then().statusCode(422);
        bearer(admin())
                .header("X-Correlation-ID", leaked)
                .get("/v1/jobs?more=1")
                .then()
                .statusCode(422);
        var before = summary();
        for (int i = 0; i < 50; i++) {
            given().get("/v1/jobs").then().statusCode(401);
        }
        assertThat(summary()).isEqualTo(before + 50);
        var listed = bearer(admin()).get("/v1/errors?limit=1000&since=" + start);
        assertThat(listed.jsonPath().getList("errors.type", String.class))
                .contains("invalid_parameters")
                .doesNotContain("authentication_failed");
        assertThat(listed.asString()).contains(leaked.substring(0, 22)).doesNotContain(leaked);
    }

    private static int summary() throws IOException {
        return bearer(admin()).get("/v1/errors/summary").jsonPath().getInt("count");
    }

    @Test
    void jobsAreSeenByTheirOwnerAndByAdmins() throws IOException {
        var mine = key("infer");
        var other = key("infer");
        var job = bearer(mine)
                .contentType("application/json")
                .header("Prefer", "wait=60")
                .body(Map.of("prompt", "a star", "size", "64x64", "steps", 1))
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("id");
        var paths = List.of("/v1/jobs/" + job, "/v1/jobs/" + job + "/artifacts/0.png");
        for (var path : paths) {
            bearer(mine).get(path).then().statusCode(200);
            bearer(admin()).get(path).then().statusCode(200);
            bearer(other).get(path).then().statusCode(404);
        }
        bearer(other).get("/v1/jobs/" + job + "/events").then().statusCode(404);
        bearer(other).delete("/v1/jobs/" + job).then().statusCode(404);
        bearer(other).post("/v1/jobs/" + job + "/resume").then().statusCode(404);
        bearer(other)
                .contentType("application/json")
                .body("{\"verdict\":\"bad\"}")
                .post("/v1/jobs/" + job + "/feedback")
                .then()
                .statusCode(404);
        assertThat(bearer(mine).get("/v1/jobs").jsonPath().getList("jobs.id")).containsExactly(job);
        assertThat(bearer(other).get("/v1/jobs").jsonPath().getList("jobs.id")).isEmpty();
        assertThat(bearer(admin()).get("/v1/jobs").jsonPath().getList("jobs.id"))
                .contains(job);
        assertThat(says(other, "{\"type\":\"subscribe\",\"id\":\"1\",\"job\":\"" + job + "\"}"))
                .contains("no such job");
        assertThat(says(mine, "{\"type\":\"subscribe\",\"id\":\"1\",\"job\":\"" + job + "\"}"))
                .contains("\"ack\"");
    }

    @Test
    void aPersonLogsInWithACookieThatOtherSitesCannotUse() throws IOException {
        given().get("/v1/session").then().statusCode(200).body("access", equalTo("keys"));
        given().contentType("application/json")
                .body(Map.of("key", "nonsense"))
                .post("/v1/session")
                .then()
                .statusCode(401);
        var answer = given().contentType("application/json")
                .body(Map.of("key", admin()))
                .post("/v1/session")
                .then()
                .statusCode(200)
                .body("scopes", hasItem("admin"))
                .header("Set-Cookie", containsStringIgnoringCase("HttpOnly"))
                .header("Set-Cookie", containsString("SameSite=Strict"))
                .extract();
        var cookie = answer.cookie("kintsugi_key");
        given().cookie("kintsugi_key", cookie).get("/admin/keys").then().statusCode(200);
        given().cookie("kintsugi_key", cookie)
                .post("/admin/recovery/reset")
                .then()
                .statusCode(204);
        given().cookie("kintsugi_key", cookie)
                .header("Origin", "https://evil.example")
                .post("/admin/recovery/reset")
                .then()
                .statusCode(403);
        given().cookie("kintsugi_key", cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .post("/admin/recovery/reset")
                .then()
                .statusCode(403);
        bearer(admin())
                .header("Origin", "https://evil.example")
                .post("/admin/recovery/reset")
                .then()
                .statusCode(204);
        given().delete("/v1/session").then().statusCode(204).header("Set-Cookie", containsString("Max-Age=0"));
    }
}
