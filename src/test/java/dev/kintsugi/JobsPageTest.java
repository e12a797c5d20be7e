package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The page of jobs, used in a real browser. Its looks are in {@code target/screenshots}. */
@QuarkusTest
@TestProfile(JobsPageTest.Hurried.class)
class JobsPageTest extends BrowserTest {

    /** What takes longer than ten seconds is stopped. */
    public static class Hurried implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.generation.attempt-timeout", "10s",
                    "kintsugi.home", "target/test-home-jobs-page");
        }
    }

    private static final String RUNNING = "[data-state=running]";

    @Test
    void showsJobsAsTheyStandAndTheWholeStoryOfOne() {
        var id = submit(Map.of("prompt", "a large red star on a blue background", "seed", 7));
        show("/jobs");
        assertThat(row(id).locator(".state")).containsText("completed", patiently());
        assertThat(row(id)).containsText("a large red star on a blue background");
        assertThat(row(id)).containsText("shapes-diffusion · 128 × 128 · 20 steps · seed 7");
        row(id).click();
        assertThat(story().getByRole(AriaRole.IMG)).isVisible(visibly());
        assertThat(story().getByRole(AriaRole.IMG)).hasJSProperty("naturalWidth", 128);
        assertThat(story().locator(".events")).containsText("Started");
        assertThat(story().locator(".events")).containsText("step 20 of 20");
        assertThat(story().locator(".events")).containsText("Completed in");
        assertThat(page).hasURL(Pattern.compile("#" + id + "$"));
        screenshot("jobs");

        page.reload();
        assertThat(story().locator(".events")).containsText("Completed in");
    }

    @Test
    void saysThatNoJobMatchesAndShowsAllAgain() {
        submit(Map.of("prompt", "a red star", "steps", 1));
        show("/jobs");
        page.getByLabel("Model").selectOption("shapes-diffusion-lite");
        page.getByLabel("State").selectOption("failed");
        assertThat(page.locator("#none-match")).containsText("No job with shapes-diffusion-lite is kept");
        assertThat(page.locator("#none")).isHidden();
        page.getByText("Show all").click();
        assertThat(page.locator(".row").first()).isVisible();
    }

    @Test
    void oneThatRunsIsSeenRunningAndCanBeStopped() {
        var id = submit(
                Map.of("prompt", "a green ring", "size", "512x512", "steps", 100, "previews", 6, "recovery", "none"));
        show("/jobs#" + id);
        assertThat(story().locator(RUNNING)).isVisible(visibly());
        assertThat(story().locator("img.preview")).isVisible(visibly());
        screenshot("job-running");
        story().getByRole(AriaRole.BUTTON, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Cancel"))
                .click();
        assertThat(story().locator("h2 .state")).containsText("cancelled", patiently());
        assertThat(row(id).locator(".state")).containsText("cancelled", patiently());
    }

    @Test
    void whatNothingCouldRepairWaitsAndCanBeGoneOnWith() {
        var id = submit(
                Map.of("prompt", "a red star", "size", "768x768", "steps", 100, "recovery", "none", "previews", 0));
        show("/jobs#" + id);
        assertThat(story().locator("h2 .state")).containsText("needs a person", patiently());
        assertThat(story().locator(".problem")).containsText("took too long");
        screenshot("job-waiting");
        story().getByRole(AriaRole.BUTTON, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Resume"))
                .click();
        assertThat(story().locator(RUNNING)).isVisible(visibly());
        assertThat(story().locator("h2 .state")).containsText("needs a person", patiently());
    }

    @Test
    void saysWhereThereIsNoSuchJob() {
        show("/jobs#job_00000000000000000000000000000000");
        assertThat(story().getByRole(AriaRole.ALERT)).containsText("no such job");
        errors.clear(); // the browser notes that there is none
    }

    @Test
    void fitsAPhoneInTheDark() {
        page.context().close();
        open(new Browser.NewContextOptions().setViewportSize(390, 844).setColorScheme(ColorScheme.DARK));
        var id = submit(Map.of("prompt", "a pink heart", "seed", 3));
        Awaitility.await()
                .until(() -> given().get("/v1/jobs/" + id).jsonPath().getString("state"), "completed"::equals);
        show("/jobs#" + id);
        assertThat(story().getByRole(AriaRole.IMG)).isVisible(visibly());
        org.assertj.core.api.Assertions.assertThat(
                        (Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .isTrue();
        screenshot("jobs-phone-dark");
    }

    private static String submit(Map<String, Object> body) {
        return given().contentType("application/json")
                .body(body)
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
    }

    private void show(String path) {
        page.navigate(url.toString().replaceFirst("/$", "") + path, new Page.NavigateOptions());
    }

    private com.microsoft.playwright.Locator row(String id) {
        return page.locator("li[data-key*='" + id + "'] .row");
    }

    private com.microsoft.playwright.Locator story() {
        return page.locator("#story");
    }
}
