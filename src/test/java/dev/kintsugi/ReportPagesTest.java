package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of models, recovery and errors, in a real browser, of a service that repaired a failure. */
@QuarkusTest
class ReportPagesTest extends BrowserTest {

    private static final List<String> PAGES =
            List.of("", "jobs", "models", "recovery", "errors", "failures", "failures/vram_exhaustion");

    private static final String AXE = """
            axe.run().then(found => found.violations.map(one =>
                one.id + ': ' + one.nodes.map(node => node.target + ' ' + node.failureSummary).join('; ')))""";

    private static boolean repaired;

    @BeforeEach
    void repairOnce() throws IOException {
        if (!repaired) {
            damage(ServiceHome.file("unet/model.onnx"));
            var body = Map.of("prompt", "a gold star on a blue background", "steps", 4, "size", "64x64", "seed", 1);
            given().contentType("application/json")
                    .body(body)
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(200);
            given().contentType("application/json")
                    .body(Map.of("prompt", "a red star", "model", "nonesuch"))
                    .post("/v1/images/generations");
            repaired = true;
        }
    }

    @Test
    void recoveryTellsTheRepairAndWhatWasLearned() {
        show("recovery");
        var repair = page.locator("#repairs .repair")
                .filter(containing("a gold star on a blue background"))
                .first();
        assertThat(repair).containsText("repaired once", patiently());
        assertThat(repair).containsText("Restored unet/model.onnx of shapes-diffusion");
        assertThat(page.locator("#success")).containsText("Automatic repair");
        assertThat(page.locator("#success")).containsText("%");
        assertThat(page.locator("#breakers")).containsText("closed: the model is used");
        assertThat(page.locator("#now")).containsText("full service");
        assertThat(page.locator("#now .features li")).not().hasCount(0);
        repair.getByRole(AriaRole.LINK).first().click();
        assertThat(page.locator("#story")).isVisible();
    }

    @Test
    void errorsAreCountedAndFilteredByKeyboard() {
        show("errors");
        var rows = page.locator(".failure");
        assertThat(rows.filter(containing("there is no model named 'nonesuch'")).first())
                .isVisible(visibly());
        page.getByLabel("Severity").focus();
        page.keyboard().press("h");
        assertThat(page).hasURL(Pattern.compile("severity=high"));
        assertThat(rows.filter(containing("nonesuch"))).hasCount(0);
        var damage =
                page.locator(".failure[data-type=model_corruption_detected]").first();
        assertThat(damage).containsText("repaired");
        assertThat(damage.getByText("Story of the job")).hasAttribute("href", Pattern.compile("/jobs#job_\\w+"));
        page.getByText("The same as a table").click();
        assertThat(page.locator("#numbers table")).containsText("Repaired");

        page.reload();
        assertThat(page.getByLabel("Severity")).hasValue("high");
        page.getByRole(AriaRole.BUTTON, named("Clear filters")).click();
        assertThat(page.getByLabel("Severity")).hasValue("");
        damage.getByText("What to do about it").click();
        assertThat(page.locator("h2").first()).hasText("Model files are damaged");
    }

    @Test
    void modelsShowDamageWhileThePageIsOpenAndWhatToDo() throws IOException {
        show("models");
        var model = page.locator("[data-model=shapes-diffusion-lite]");
        assertThat(model.locator(".badge")).hasText("Available");
        assertThat(model).containsText("text to image");
        assertThat(model).containsText("fp16");
        var file = ServiceHome.models().resolve("shapes-diffusion-lite/1.0.0/vae_decoder/model.onnx");
        var whole = Files.readAllBytes(file);
        try {
            Files.delete(file);
            assertThat(model).containsText("vae_decoder/model.onnx: file missing", patiently());
            assertThat(model).containsText("What to do");
            assertThat(model).containsText("Meanwhile it answers in int8.");
            screenshot("models-damaged");
        } finally {
            Files.write(file, whole);
        }
        assertThat(model.locator(".badge")).containsText("Available", patiently());
    }

    @Test
    void everyPageIsAccessibleAndFitsEveryWidth() throws IOException {
        try (var in = getClass().getResourceAsStream("/axe.min.js")) {
            assertThat(in).isNotNull();
            var axe = new String(in.readAllBytes(), UTF_8);
            for (var path : PAGES) {
                show(path);
                page.evaluate(axe + ";0");
                for (var width : List.of(320, 768, 1280)) {
                    page.setViewportSize(width, 800);
                    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                            .as("width of /%s", path)
                            .isLessThanOrEqualTo(width);
                    screenshot("page-" + (path.isEmpty() ? "studio" : path.replace('/', '-')) + "-" + width);
                }
                for (var scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                    assertThat((List<?>) page.evaluate(AXE))
                            .as("/%s, %s", path, scheme)
                            .isEmpty();
                }
            }
        }
    }

    private void show(String path) {
        page.navigate(url + path);
        assertThat(page.getByText("Loading…", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
    }

    private static Locator.FilterOptions containing(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static void damage(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
    }
}
