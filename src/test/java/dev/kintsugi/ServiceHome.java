package dev.kintsugi;

import static io.restassured.RestAssured.given;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a test sees of the service under test from outside, whether it runs in this process or as a packaged one. */
public final class ServiceHome {

    private static final String HOME =
            System.getProperty("kintsugi.packaged-home", System.getProperty("test.home", "target/test-home"));

    private ServiceHome() {}

    /** The folder that holds all models. */
    public static Path models() {
        return Path.of(HOME, "models");
    }

    /** A file of the model that draws where a request names none. */
    public static Path file(String path) {
        return models().resolve("shapes-diffusion/1.0.0").resolve(path);
    }

    /** The value of a metric without labels. */
    public static double metric(String name) {
        var text = given().get("/q/metrics").then().statusCode(200).extract().asString();
        var line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        if (!line.find()) {
            throw new AssertionError("no " + name + " in\n" + text);
        }
        return Double.parseDouble(line.group(1));
    }

    /** Whether no job is running and no native tensor is open. */
    public static boolean isAtRest() {
        return metric("kintsugi_jobs_running") == 0 && metric("kintsugi_tensors_open") == 0;
    }
}
