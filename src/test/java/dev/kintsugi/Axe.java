package dev.kintsugi;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks pages with axe-core, as they are shown. Tests that need it are skipped where Node.js is not. */
final class Axe {

    private static final Path SOURCE = Path.of("target/node/node_modules/axe-core/axe.min.js");

    private final String source;

    private Axe(String source) {
        this.source = source;
    }

    static Axe install() throws IOException, InterruptedException {
        NodeProject.install();
        return new Axe(Files.readString(SOURCE));
    }

    /** What is wrong with the page: the rules and the elements that break them. */
    @SuppressWarnings("unchecked")
    List<String> violations(Page page) {
        page.evaluate(source + "; undefined");
        return (List<String>) page.evaluate("""
                async () => (await axe.run()).violations.map(
                    (broken) => `${broken.id}: ${broken.nodes.map((node) => node.target.join(" ")).join(", ")}`)""");
    }
}
