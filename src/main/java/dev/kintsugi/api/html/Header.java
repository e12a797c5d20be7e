package dev.kintsugi.api.html;

/** The header that all pages share. It works without scripts; {@code connection} is filled by pages that follow the service. */
public final class Header {

    /** What stands for the header in the files of the pages. */
    public static final String MARK = "<!-- header -->";

    private static final String HTML = """
            <a class="skip" href="#main">Skip to the content</a>
              <header class="top">
                <a class="brand" href="/"><img class="logo" src="/app/icon.svg" alt="" width="36" height="36">Kintsugi</a>
                <nav aria-label="Pages">
                  <ul class="pages">
                    <li><a href="/">Studio</a></li>
                    <li><a href="/jobs">Jobs</a></li>
                    <li><a href="/models">Models</a></li>
                    <li><a href="/recovery">Recovery</a></li>
                    <li><a href="/errors">Errors</a></li>
                    <li><a href="/q/swagger-ui/">API</a></li>
                  </ul>
                </nav>
                <div class="account">
                  <p id="connection" class="connection" role="status"></p>
                  <button id="logout" type="button" hidden>Log out</button>
                </div>
              </header>
              <script type="module" src="/app/session.js"></script>""";

    private Header() {}

    /**
     * The header of a page.
     *
     * @param path the address of the page; pages that are not in the header belong to one that is, or to none
     */
    public static String of(String path) {
        var current = path.startsWith("/failures") ? "/errors" : path;
        var kind = path.equals(current) ? "page" : "true";
        return HTML.replace(
                "<li><a href=\"" + current + "\"", "<li><a href=\"" + current + "\" aria-current=\"" + kind + "\"");
    }
}
