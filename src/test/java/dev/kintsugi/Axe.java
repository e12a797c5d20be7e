package dev.kintsugi;

import com.microsoft.playwright.Page;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks pages with axe-core, as they are shown. */
final class Axe {

    private final String source;

    private Axe(String source) {
        this.source = source;
    }

    static Axe load() throws IOException {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            if (in == null) {
                throw new FileNotFoundException("axe.min.js is not on the class path");
            }
            return new Axe(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
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
