package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.kintsugi.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models by other names than their own. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class AliasesTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-image-1, shapes-diffusion",
        "gpt-image-1-mini, shapes-diffusion",
        "gpt-image-1.5, shapes-diffusion",
        "dall-e-2, shapes-diffusion",
        "DALL-E-3, shapes-diffusion",
        "artist, shapes-diffusion-lite",
        "shapes-diffusion, shapes-diffusion",
    })
    void generatesWithTheModelThatANameStandsFor(String name, String model) {
        for (var recovery : new String[] {"none", "any"}) {
            var answer = generate(name, recovery)
                    .statusCode(200)
                    .body("kintsugi.model_asked", equalTo(name))
                    .body("kintsugi.model_used", equalTo(model))
                    .body("kintsugi.was_fallback", equalTo(false))
                    .extract()
                    .jsonPath();
            assertThat(answer.getList("kintsugi.degraded")).isEmpty();
            assertThat(answer.getList("kintsugi.trail")).isEmpty();
        }
    }

    @Test
    void namesBothIfTheModelIsNotInstalled() {
        generate("ghost", "none")
                .statusCode(410) // as this operator wants it
                .body("error.code", equalTo("model_not_found"))
                .body("error.param", equalTo("model"))
                .body("error.message", containsString("'ghost' is an alias of the model 'not-there'"));
    }

    @Test
    void listsAliasesBesideTheirModels() {
        var models = given().get("/v1/models").then().statusCode(200);
        models.body("data.find { it.id == 'shapes-diffusion' }.kintsugi.aliases", hasItems("dall-e-3", "gpt-image-1"))
                .body("data.find { it.id == 'shapes-diffusion-lite' }.kintsugi.aliases", hasItem("artist"))
                .body(
                        "data.find { it.id == 'shapes-diffusion-lite' }.kintsugi.aliases",
                        not(hasItem("shapes-diffusion")));
        given().get("/v1/models/artist").then().statusCode(200).body("id", equalTo("shapes-diffusion-lite"));
    }

    private static ValidatableResponse generate(String model, String recovery) {
        return given().contentType(ContentType.JSON)
                .body(Map.of(
                        "prompt",
                        "a star",
                        "model",
                        model,
                        "size",
                        "64x64",
                        "steps",
                        1,
                        "recovery",
                        recovery,
                        "seed",
                        1))
                .post("/v1/images/generations")
                .then();
    }
}
