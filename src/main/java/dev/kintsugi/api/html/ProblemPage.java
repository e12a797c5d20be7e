package dev.kintsugi.api.html;

import dev.kintsugi.report.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A problem document as a page: for people who open an address of the API in a browser. */
public final class ProblemPage {

    public static final String MEDIA_TYPE = "text/html;charset=UTF-8";

    /** Among what is accepted, unless it is accepted not at all. */
    private static final Pattern PAGES = Pattern.compile("text/html(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))");

    private static final String START = """
            <!doctype html>
            <html lang="en-GB">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <meta http-equiv="Content-Security-Policy" content="default-src 'self'; object-src 'none'; base-uri 'none'">
              <title>%s – Kintsugi</title>
              <link rel="icon" href="/app/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/app/base.css">
              <link rel="stylesheet" href="/app/failures.css">
            </head>
            <body>
              %s
              <main id="main" class="failures">
                <div class="title">
                  <h1>%s</h1>
                  <p class="tagline">%d · <a href="%s">%s</a></p>
                </div>
                <p>%s</p>
            """;

    private static final String END = """
                <p>Correlation id: <code>%s</code></p>
                <p>Programs get this as JSON: <code>Accept: application/json</code>. What can be asked for is listed in
                  <a href="/q/swagger-ui">the API</a>.</p>
              </main>
            </body>
            </html>
            """;

    private ProblemPage() {}

    /** Whether a caller wants to see pages: a browser says that it does, and does not name JSON. */
    public static boolean isWanted(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        var wanted = accept.toLowerCase(Locale.ROOT);
        return PAGES.matcher(wanted).find() && !wanted.contains("json");
    }

    /** The page, which needs no script. */
    public static String of(Problem problem, int status) {
        var page = new StringBuilder(START.formatted(
                escaped(problem.title()),
                Header.of("/failures"),
                escaped(problem.title()),
                status,
                escaped(problem.type()),
                escaped(problem.code()),
                escaped(problem.detail())));
        list(
                page,
                "What is wrong",
                problem.fieldErrors().stream()
                        .map(error -> error.field() + ": " + error.message())
                        .toList());
        list(page, "What you can do", problem.suggestions());
        list(page, "Models that could be asked for instead", problem.alternatives());
        return page.append(END.formatted(escaped(problem.correlationId()))).toString();
    }

    private static void list(StringBuilder page, String title, List<String> items) {
        if (!items.isEmpty()) {
            page.append("    <h2>").append(title).append("</h2>\n    <ul>\n");
            items.forEach(
                    item -> page.append("      <li>").append(escaped(item)).append("</li>\n"));
            page.append("    </ul>\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
