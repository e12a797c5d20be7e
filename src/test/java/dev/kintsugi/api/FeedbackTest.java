package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers say of repaired answers counts into what is learned. */
@QuarkusTest
class FeedbackTest {

    @BeforeEach
    void forget() {
        draw(); // repairs what other tests left damaged
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @Test
    void aBadAnswerCountsAgainstWhatLedToIt() throws IOException {
        var job = repaired();
        assertThat(weight("worked")).isEqualTo(1, within(0.01f));
        judge(job, "bad").statusCode(204);
        judge(job, "bad").statusCode(204);
        assertThat(weight("worked")).isEqualTo(1, within(0.01f));
        assertThat(weight("failed")).isEqualTo(1, within(0.01f));
        judge(job, "good").statusCode(409).body("code", equalTo("concurrent_access_error"));
    }

    @Test
    void aGoodAnswerCountsForIt() throws IOException {
        judge(repaired(), "good").statusCode(204);
        assertThat(weight("worked")).isEqualTo(2, within(0.01f));
    }

    @Test
    void anAnswerThatNeededNoRepairTeachesNothing() {
        var job = draw();
        assertThat(given().get("/v1/jobs/" + job).jsonPath().getList("trail")).isEmpty();
        judge(job, "bad").statusCode(204);
        assertThat(given().get("/admin/recovery/learned").jsonPath().getList("strategies"))
                .isEmpty();
    }

    @Test
    void whatIsNoVerdictIsRefused() {
        var job = draw();
        judge(job, "so-so").statusCode(422).body("field_errors[0].field", equalTo("verdict"));
        given().contentType("application/json")
                .post("/v1/jobs/" + job + "/feedback")
                .then()
                .statusCode(422);
        judge("job_00000000000000000000000000000000", "good").statusCode(404);
    }

    @Test
    void aListThatIsAskedForWronglyIsRefusedWithAllThatIsWrong() {
        given().get("/v1/jobs?state=superb&model=../x&cursor=x&limit=many")
                .then()
                .statusCode(422)
                .body("field_errors.field", org.hamcrest.Matchers.hasItems("state", "model", "cursor", "limit"));
        given().get("/v1/jobs?stat=failed&limit=1&limit=2")
                .then()
                .statusCode(422)
                .body("field_errors.field", org.hamcrest.Matchers.containsInAnyOrder("stat", "limit"));
        draw();
        draw();
        var first = given().get("/v1/jobs?limit=1&state=completed").jsonPath();
        assertThat(first.getList("jobs")).hasSize(1);
        var second = given().get("/v1/jobs?limit=1&cursor=" + first.getString("next"))
                .jsonPath();
        assertThat(second.getString("jobs[0].id")).isNotEqualTo(first.getString("jobs[0].id"));
    }

    private static String repaired() throws IOException {
        var file = ServiceHome.file("unet/model.onnx");
        Files.write(file, new byte[1000]);
        return draw();
    }

    private static String draw() {
        return given().contentType("application/json")
                .body("{\"prompt\":\"a red star\",\"size\":\"64x64\",\"steps\":2}")
                .post("/v1/images/generations")
                .then()
                .statusCode(200)
                .extract()
                .path("kintsugi.job");
    }

    private static ValidatableResponse judge(String job, String verdict) {
        return given().contentType("application/json")
                .body("{\"verdict\":\"" + verdict + "\"}")
                .post("/v1/jobs/" + job + "/feedback")
                .then();
    }

    private static float weight(String which) {
        return given().get("/admin/recovery/learned")
                .jsonPath()
                .getFloat("strategies.find { it.strategy == 'automatic_repair' }." + which);
    }
}
