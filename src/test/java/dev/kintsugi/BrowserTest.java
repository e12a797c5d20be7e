package dev.kintsugi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.WebSocketFrame;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real browser with the page open, and what tests do with it. */
abstract class BrowserTest {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path SCREENSHOTS = Path.of("target", "screenshots");
    static final double PATIENCE = 60_000;
    static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    static Playwright playwright;
    static Browser browser;

    @TestHTTPResource("/")
    URL url;

    final List<String> errors = new CopyOnWriteArrayList<>();
    Page page;

    @BeforeAll
    static void launch() {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void openOnDesktop() {
        open(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    @AfterEach
    void close() {
        page.context().close();
        assertThat(errors).as("errors in the browser's console").isEmpty();
    }

    void open(Browser.NewContextOptions options) {
        page = browser.newContext(options.setReducedMotion(ReducedMotion.REDUCE))
                .newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate(url.toString());
        connected();
    }

    void reopen(Browser.NewContextOptions options) {
        page.context().close();
        open(options);
    }

    void connected() {
        assertThat(page.locator("#connection")).hasText("Connected");
    }

    void listen(List<String> heard) {
        page.onWebSocket(socket -> socket.onFrameReceived((WebSocketFrame frame) -> heard.add(frame.text())));
        page.reload();
        connected();
    }

    void chooseWhatTakesLong() {
        option("Size").selectOption("512x512");
        option("Steps").fill("100");
    }

    Locator prompt() {
        return page.getByLabel("What should be drawn?");
    }

    /** A field among the options, which are opened. */
    Locator option(String label) {
        if (page.locator("#options").getAttribute("open") == null) {
            page.locator("#options > summary").click();
        }
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator picture() {
        return page.locator("img.finished");
    }

    /** Waits for something that is there for a moment only. */
    void waitFor(String selector) {
        page.locator(selector).waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
    }

    void fitsInWidth() {
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setFullPage(true));
    }

    static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }

    static LocatorAssertions.HasAttributeOptions patientlyAttribute() {
        return new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE);
    }

    static LocatorAssertions.IsVisibleOptions visibly() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE);
    }
}
