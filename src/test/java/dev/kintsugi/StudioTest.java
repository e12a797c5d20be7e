package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The studio where memory is scarce and things break: what a person sees of it and can do. */
@QuarkusTest
@TestProfile(StudioTest.Scarce.class)
class StudioTest extends BrowserTest {

    /** Pictures of 512 × 512 do not fit, and two jobs may wait. */
    public static class Scarce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.device.memory", "18M",
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.jobs.queue", "2",
                    "kintsugi.failures.types.model_overloaded.seconds", "4",
                    "kintsugi.home", "target/test-home-studio");
        }
    }

    private static final String PROMPT = "a green ring on a white background";

    @BeforeEach
    @AfterEach
    void nothingIsBroken() {
        given().delete("/admin/faults").then().statusCode(204);
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @Test
    void offersWhatWouldFitAndDrawsIt() {
        ask(Map.of("Size", "512x512"), Map.of("Steps", "4", "Loss allowed", "0"));
        assertThat(problem()).containsText("would fit", patiently());
        assertThat(problem()).not().containsText(Pattern.compile("GET /|max_degradation|Set n to"));
        screenshot("studio-problem");
        problem().getByText(Pattern.compile("^Draw at ")).click();
        assertThat(picture()).isVisible(visibly());
        assertThat(problem()).isHidden();
    }

    @Test
    void resumesUsesAnotherModelAndAllowsRepairs() {
        given().contentType("application/json")
                .body(Map.of("boundary", "session_run", "kind", "operator_error", "rate", 1))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        ask(Map.of("If something breaks", "none"), Map.of("Steps", "4"));
        assertThat(remedy("Resume")).isVisible(visibly());
        assertThat(remedy("Allow any repair")).isVisible();
        nothingIsBroken();
        remedy("Resume").click();
        assertThat(picture()).isVisible(visibly());
        page.getByRole(AriaRole.LINK, named("Full story")).click();
        assertThat(page.locator("#story .events")).containsText("Completed in", patiently());
        assertThat(page.locator("#story")).not().containsText("NaN");

        page.goBack();
        connected();
        given().contentType("application/json")
                .body(Map.of("boundary", "session_run", "kind", "operator_error", "rate", 1))
                .post("/admin/faults");
        ask(Map.of("If something breaks", "none"), Map.of("Steps", "5"));
        assertThat(remedy("Use shapes-diffusion-lite")).isVisible(visibly());
        nothingIsBroken();
        remedy("Use shapes-diffusion-lite").click();
        assertThat(page.locator("#result")).containsText("shapes-diffusion-lite", patiently());
    }

    @Test
    void countsDownUntilItIsWorthToTryAgain() {
        var jobs = List.of(submit(), submit(), submit(), submit());
        prompt().fill(PROMPT);
        prompt().press("Enter");
        var again = problem().getByText(Pattern.compile("^Try again in \\d+ s$"));
        assertThat(again).isVisible(visibly());
        var first = again.textContent();
        assertThat(again).not().hasText(first);
        screenshot("studio-countdown");
        again.click();
        assertThat(problem().getByText(Pattern.compile("^Trying again in \\d+ s, press to stop$")))
                .isVisible();
        jobs.forEach(id -> given().delete("/v1/jobs/" + id));
        assertThat(picture()).isVisible(visibly());
    }

    @Test
    void showsTheHistoryToEverybodyWithItsStory() {
        ask(Map.of("Size", "512x512", "Format", "jpeg"), Map.of("Steps", "4", "Seed", "7"));
        assertThat(picture()).isVisible(visibly());
        assertThat(page.getByText("Download JPEG")).isVisible();

        reopen(new Browser.NewContextOptions().setViewportSize(1600, 1000));
        var past = page.locator(".past").first();
        assertThat(past).containsText(PROMPT);
        assertThat(past).containsText("repaired once");
        assertThat(past).containsText("instead of 512 × 512");
        assertThat(past.locator("img")).hasJSProperty("complete", true);
        past.click();
        assertThat(picture()).isVisible(visibly());
        assertThat(page.locator("#result")).containsText("repaired once");
        assertThat(page.locator("#trail")).containsText("The memory ran out");
        assertThat((int) page.evaluate("document.querySelector('img.finished').clientWidth"))
                .isGreaterThan(600);
        screenshot("studio-wide");
        page.getByText("Use these settings").click();
        assertThat(option("Seed")).hasValue("7");
        assertThat(option("Size")).hasValue("512x512");
        assertThat(option("Format")).hasValue("jpeg");

        page.navigate(url + "jobs");
        var row = page.locator(".row").first();
        assertThat(row).containsText(PROMPT);
        assertThat(row).containsText("repaired once");
        row.click();
        assertThat(page.locator("#story .asked")).containsText("512 × 512");
        screenshot("jobs-repaired");
        page.getByText("Open in the studio").click();
        assertThat(picture()).isVisible(visibly());
    }

    @Test
    void keepsProgressInSightAndWhatIsFinishedOfFour() {
        ask(Map.of(), Map.of("Pictures", "4", "Steps", "60"));
        assertThat(page.locator("#phase")).containsText("1 done", patiently());
        assertThat(page.locator("#bar")).isInViewport();
        prompt().press("Enter");
        assertThat(page.locator("#note")).containsText("drawn already");
        screenshot("studio-four");
        page.keyboard().press("Escape");
        assertThat(problem()).containsText("of 4 pictures", patiently());
        assertThat(picture().first()).isVisible();
        screenshot("studio-kept");
    }

    @Test
    void zoomsByMouseAndKeyboard() {
        ask(Map.of(), Map.of("Pictures", "2", "Steps", "4"));
        assertThat(picture()).hasCount(2);
        page.locator("figure button").first().click();
        var large = page.locator("#zoom-picture");
        assertThat((int) large.evaluate("image => image.clientHeight")).isGreaterThan(700);
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#zoom-place")).hasText("2 of 2");
        screenshot("studio-zoom");
        page.keyboard().press("+");
        assertThat(large).hasJSProperty("clientHeight", 128);
        page.keyboard().press("Escape");
        assertThat(large).isHidden();
        assertThat(page.locator("figure button").first()).isFocused();
    }

    /** As the events of a service tell it that was killed and started again. */
    @Test
    void tellsThatAGenerationSurvivedARestart() {
        page.routeWebSocket("**/v1/stream", route -> {
            var server = route.connectToServer();
            route.onMessage(frame -> server.send(frame.text()));
            server.onMessage(frame -> {
                route.send(frame.text());
                if (frame.text().contains("\"job.started\"")) {
                    route.send(frame.text().replaceFirst("\"seq\":(\\d+)", "\"seq\":$1.5"));
                }
            });
        });
        page.reload();
        connected();
        ask(Map.of(), Map.of("Steps", "4"));
        assertThat(page.locator("#result")).containsText("survived a restart", patiently());
    }

    @Test
    void saysWhatTheModelDrawsAndKnowsItsLimits() {
        assertThat(page.locator("#able")).containsText("coloured shapes only");
        assertThat(prompt()).hasAttribute("maxlength", "2000");
        prompt().fill("x".repeat(1900));
        assertThat(page.locator("#length")).containsText("of 2,000 characters");
    }

    @Test
    void isFreeOfViolationsInEveryLook() throws IOException {
        var axe = Axe.load();
        ask(Map.of("Size", "384x384"), Map.of("Steps", "4"));
        assertThat(picture()).isVisible(visibly());
        var looks = Map.of(
                "phone-light", new Browser.NewContextOptions().setViewportSize(320, 700),
                "tablet-dark",
                        new Browser.NewContextOptions()
                                .setViewportSize(820, 1100)
                                .setColorScheme(ColorScheme.DARK),
                "wide-forced",
                        new Browser.NewContextOptions()
                                .setViewportSize(1600, 1000)
                                .setForcedColors(ForcedColors.ACTIVE));
        looks.forEach((name, look) -> {
            reopen(look);
            page.locator(".past").first().click();
            assertThat(picture()).isVisible(visibly());
            check(axe, "studio-" + name);
            page.navigate(url + "jobs");
            page.locator(".row").first().click();
            assertThat(page.locator("#story img").first()).isVisible(visibly());
            check(axe, "jobs-" + name);
        });
    }

    private void check(Axe axe, String name) {
        assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as(name)
                .isTrue();
        screenshot(name);
        assertThat(axe.violations(page)).as(name).isEmpty();
    }

    /** Fills in the form and sends it. */
    private void ask(Map<String, String> choices, Map<String, String> values) {
        prompt().fill(PROMPT);
        choices.forEach((label, value) -> option(label).selectOption(value));
        values.forEach((label, value) -> option(label).fill(value));
        prompt().press("Enter");
    }

    private Locator problem() {
        return page.locator("#problem");
    }

    private Locator remedy(String name) {
        return problem()
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String submit() {
        return given().contentType("application/json")
                .body(Map.of("prompt", PROMPT, "size", "192x192", "steps", 100, "n", 4))
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
    }
}
