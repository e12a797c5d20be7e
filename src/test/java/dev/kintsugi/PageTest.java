package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The page, used in a real browser as a person uses it. Its looks are in {@code target/screenshots}. */
@QuarkusTest
class PageTest extends BrowserTest {

    @Test
    void drawsWhatIsTypedAndShowsHowFarItIs() throws IOException {
        var heard = new ArrayList<String>();
        listen(heard);
        prompt().fill("a large red star on a blue background");
        option("Steps").fill("100");
        page.getByRole(AriaRole.BUTTON, named("Draw")).click();

        waitFor("#phase:has-text('of 100')");
        waitFor("img.preview");
        screenshot("drawing");
        assertThat(picture()).isVisible(visibly());
        assertThat(picture()).hasJSProperty("naturalWidth", 128);
        assertThat(page.locator("#work")).isHidden();
        assertThat(page.locator("#result")).containsText("shapes-diffusion");
        assertThat(page.locator("#result")).containsText("Seed");
        screenshot("result");

        var download = page.waitForDownload(
                () -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Download PNG"))
                        .click());
        assertThat(download.suggestedFilename()).matches("a-large-red-star-on-a-blue-background-\\d+\\.png");
        assertThat(Files.readAllBytes(download.path())).startsWith(PNG);
        assertThat(heard).anyMatch(message -> message.contains("job.progress"));
    }

    @Test
    void showsWhatIsWrongBesideTheField() {
        prompt().fill("a green ring");
        option("Steps").fill("9999");
        page.getByRole(AriaRole.BUTTON, named("Draw")).click();

        assertThat(page.locator("#steps-error")).hasText("Must be from 1 to 100, was 9999.");
        assertThat(option("Steps")).hasAttribute("aria-invalid", "true");
        assertThat(option("Steps")).isFocused();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("must be from 1 to 100");
        screenshot("error");

        option("Steps").fill("20");
        assertThat(page.locator("#steps-error")).isHidden();
        option("Steps").press("Enter");
        assertThat(picture()).isVisible(visibly());
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
    }

    @Test
    void fitsOnAPhone() {
        reopen(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setHasTouch(true)
                .setIsMobile(true));
        fitsInWidth();
        screenshot("phone");
        prompt().fill("a small yellow circle left of a large green square on a white background");
        option("Steps").fill("4");
        page.getByRole(AriaRole.BUTTON, named("Draw")).tap();

        assertThat(picture()).isVisible(visibly());
        assertThat(picture()).isInViewport();
        fitsInWidth();
        screenshot("phone-result");
    }

    @Test
    void cancelsALongDrawing() {
        prompt().fill("a purple diamond on a grey background");
        chooseWhatTakesLong();
        page.getByRole(AriaRole.BUTTON, named("Draw")).click();
        waitFor("#phase:has-text('of 100')");
        page.getByRole(AriaRole.BUTTON, named("Cancel")).click();

        assertThat(page.locator("#problem")).containsText("Cancelled", patiently());
        assertThat(page.locator("#work")).isHidden();
        assertThat(page.getByRole(AriaRole.BUTTON, named("Cancel"))).isHidden();
        screenshot("cancelled");
    }

    @Test
    void drawsOnEnterAndCancelsOnEscape() {
        assertThat(prompt()).isFocused();
        page.keyboard().type("a yellow moon on a black background");
        page.keyboard().press("Enter");
        assertThat(picture()).isVisible(visibly());

        chooseWhatTakesLong();
        prompt().press("Enter");
        waitFor("#phase:has-text('of 100')");
        page.keyboard().press("Escape");
        assertThat(page.locator("#problem")).containsText("Cancelled", patiently());
    }

    @Test
    void showsARepairAsItHappens() throws IOException {
        reopen(new Browser.NewContextOptions().setViewportSize(1280, 900).setColorScheme(ColorScheme.DARK));
        prompt().fill("a pink heart on a black background");
        option("Steps").fill("100");
        option("Size").selectOption("192x192");
        damage(ServiceHome.file("unet/model.onnx"));
        page.getByRole(AriaRole.BUTTON, named("Draw")).click();

        waitFor("#trail [data-strategy=automatic_repair][data-outcome=trying]");
        screenshot("repairing");
        var repair = page.locator("#trail [data-strategy=automatic_repair]");
        assertThat(repair).hasAttribute("data-outcome", "worked", patientlyAttribute());
        assertThat(repair).containsText("Restored unet/model.onnx of shapes-diffusion");
        assertThat(picture()).isVisible(visibly());
        assertThat(page.locator("#result")).containsText("repaired once");
        screenshot("repaired");
    }

    @Test
    void goesOnAfterTheConnectionWasLost() {
        var sent = new CopyOnWriteArrayList<String>();
        page.routeWebSocket("**/v1/stream", route -> breakOnce(route, sent));
        page.reload();
        connected();
        prompt().fill("a cyan cross on a brown background");
        option("Steps").fill("40");
        page.getByRole(AriaRole.BUTTON, named("Draw")).click();

        assertThat(picture()).isVisible(visibly());
        assertThat(sent).filteredOn(message -> message.contains("\"submit\"")).hasSize(1);
        assertThat(sent)
                .filteredOn(message -> message.contains("\"subscribe\""))
                .singleElement()
                .asString()
                .containsPattern("\"after\":[1-9]");
    }

    /** Hangs up on the first connection as soon as it tells of progress. */
    private static void breakOnce(WebSocketRoute route, List<String> sent) {
        var server = route.connectToServer();
        var first = sent.isEmpty();
        route.onMessage(frame -> {
            sent.add(frame.text());
            server.send(frame.text());
        });
        server.onMessage(frame -> {
            route.send(frame.text());
            if (first
                    && frame.text().contains("job.progress")
                    && sent.stream().noneMatch(message -> message.contains("subscribe"))) {
                server.close();
                route.close(new WebSocketRoute.CloseOptions().setCode(1012));
            }
        });
    }

    @Test
    void showsWhatWasDrawnBeforeAgain() {
        var examples = page.locator(".example");
        examples.nth(0).click();
        assertThat(picture()).hasAttribute("alt", "a large red star on a blue background", patientlyAttribute());
        examples.nth(2).click();
        assertThat(picture()).hasAttribute("alt", "a yellow moon on a black background", patientlyAttribute());

        page.locator(".past").nth(1).click();
        assertThat(picture()).hasAttribute("alt", "a large red star on a blue background");
        page.reload();
        assertThat(picture()).hasAttribute("alt", "a large red star on a blue background", patientlyAttribute());
        assertThat(page.locator(".past").nth(1)).hasAttribute("aria-current", "true");
    }

    private static void damage(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
    }
}
