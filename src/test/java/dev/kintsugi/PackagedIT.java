package dev.kintsugi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The service as it is shipped, started as a process of its own. */
@QuarkusIntegrationTest
class PackagedIT {

    @Test
    void drawsAPicture() throws IOException {
        var answer = given().contentType("application/json")
                .body(Map.of("prompt", "a large red star on a blue background", "seed", 1))
                .post("/v1/images/generations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var picture = ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(answer.getString("data[0].b64_json"))));
        assertThat(picture.getWidth()).isEqualTo(128);
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
    }

    @Test
    void isReady() {
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }
}
