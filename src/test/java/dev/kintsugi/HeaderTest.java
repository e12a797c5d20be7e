package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header that all pages share, in a real browser. */
@QuarkusTest
class HeaderTest extends BrowserTest {

    @ParameterizedTest
    @CsvSource({
        "'', Studio, page",
        "jobs, Jobs, page",
        "failures, Errors, true",
        "failures/vram_exhaustion, Errors, true"
    })
    void leadsToEveryPageWithoutScriptsAndSaysWhichIsShown(String path, String current, String kind) {
        page.context().close();
        page = browser.newContext(new Browser.NewContextOptions()
                        .setJavaScriptEnabled(false)
                        .setViewportSize(320, 640))
                .newPage();
        page.navigate(url + path);
        var links = page.getByRole(AriaRole.NAVIGATION).getByRole(AriaRole.LINK);
        assertThat(links).hasText(new String[] {"Studio", "Jobs", "Models", "Recovery", "Errors", "API"});
        assertThat(page.locator("header [aria-current]")).hasText(current);
        assertThat(page.locator("header [aria-current]")).hasAttribute("aria-current", kind);
        assertThat(page.locator("h1")).hasCount(1);
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(320);
    }

    @Test
    void isUsedByKeyboard() {
        page.navigate(url + "jobs");
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to the content")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(link("Studio")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#prompt")).isVisible();
    }

    @Test
    void isOnThePageOfAProblem() {
        page.navigate(url + "v1/jobs/job_00000000000000000000000000000000");
        assertThat(link("Jobs")).isVisible();
        errors.clear(); // the browser notes that there is none
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.NAVIGATION)
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }
}
