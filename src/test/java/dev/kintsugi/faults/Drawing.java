package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;

import dev.kintsugi.realtime.StreamClient;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the service for a picture as any client would. */
final class Drawing {

    private final Map<String, Object> body = new LinkedHashMap<>();

    private Drawing() {}

    static Drawing of(String prompt) {
        var drawing = new Drawing();
        drawing.body.put("prompt", prompt);
        drawing.body.put("seed", 7);
        return drawing;
    }

    Drawing with(String field, Object value) {
        body.put(field, value);
        return this;
    }

    Response send() {
        return given().contentType("application/json").body(body).post("/v1/images/generations");
    }

    /** The answer of a drawing that succeeded. */
    JsonPath draw() {
        return send().then().statusCode(200).extract().jsonPath();
    }

    /** The denoising steps that a drawing took, in their order, those of tries that failed included. */
    static List<Integer> denoisingSteps(JsonPath answer) throws InterruptedException {
        return StreamClient.storyOf(answer.getString("kintsugi.job")).stream()
                .filter(event -> event.path("type").asText().equals("job.progress"))
                .filter(event -> event.at("/data").has("step"))
                .map(event -> event.at("/data/step").asInt())
                .toList();
    }

    static byte[] png(JsonPath answer) {
        return Base64.getDecoder().decode(answer.getString("data[0].b64_json"));
    }
}
