package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A person in a real browser, at a service that needs keys. */
@QuarkusTest
@TestProfile(KeysNeeded.class)
class LoginPageTest extends BrowserTest {

    /** Without a key the page does not connect. */
    @Override
    void connected() {}

    @Test
    void aPersonLogsInDrawsAndLogsOut() throws IOException {
        await().until(() -> Files.exists(KeysNeeded.FIRST));
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2F$"));
        page.navigate(url + "recovery");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Frecovery"));
        page.getByLabel("API key").fill("nonsense");
        page.keyboard().press("Enter");
        assertThat(page.locator("#key-error")).containsText("the API key is not valid", patiently());
        forgetRefusals();
        page.setViewportSize(320, 800);
        screenshot("page-login-320");
        page.setViewportSize(1280, 900);
        screenshot("page-login-1280");
        try (var in = getClass().getResourceAsStream("/axe.min.js")) {
            assertThat(in).isNotNull();
            page.evaluate(new String(in.readAllBytes(), UTF_8) + ";0");
            assertThat((List<?>) page.evaluate("axe.run().then(found => found.violations.map(one => one.id))"))
                    .isEmpty();
        }
        page.getByLabel("API key").fill(Files.readString(KeysNeeded.FIRST).strip());
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("/recovery$"));
        assertThat(page.locator("#connection")).containsText("Connected", patiently());

        page.navigate(url.toString());
        page.getByLabel("What should be drawn?").fill("a red star");
        page.keyboard().press("Enter");
        assertThat(page.locator("#history img").first()).isVisible(visibly());
        assertThat((String) page.evaluate("document.cookie")).isEmpty();
        page.getByRole(AriaRole.BUTTON, named("Log out")).click();
        assertThat(page).hasURL(Pattern.compile("/login$"));
        page.navigate(url + "jobs");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Fjobs"));
        forgetRefusals();
    }

    /** The browser tells of them by itself. */
    private void forgetRefusals() {
        errors.removeIf(error -> error.contains("401") || error.contains("Authentication failed"));
    }
}
