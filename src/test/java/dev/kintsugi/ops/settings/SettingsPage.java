package dev.kintsugi.ops.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page about settings, made of the interfaces, their Javadoc, and the list of allowed values. */
final class SettingsPage {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path LIST = Path.of("src/main/resources/dev/kintsugi/ops/settings/settings.properties");
    private static final int TYPE = 0;
    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int DEFAULT = 3;

    private static final String HEAD = """
            # Settings

            Made of the code; `SettingsPageTest` compares.

            Settings are read from system properties (`-Dkintsugi.home=…`), environment variables (`KINTSUGI_HOME`) and
            `config/application.properties` in the working directory, in this order. A wrong value stops the start with a message
            that says what is allowed. A key that is no setting is warned about, with the one that was probably meant. Times are such
            as `500ms`, `10s`, `5m` or `7d`. `*` is a name, `[*]` a number from 0.

            More about [failure types](failures.md), [custom strategies](how-to.md#a-custom-strategy), [several instances](jobs.md#several-instances),
            [buckets](jobs.md#pictures-in-a-bucket), [spikes](errors.md) and [faults](faults.md).
            """;

    record Row(String key, String byDefault, String allowed, String text) {}

    private SettingsPage() {}

    static String text() {
        var groups = rows().stream()
                .collect(Collectors.groupingBy(row -> group(row.key()), TreeMap::new, Collectors.toList()));
        return HEAD
                + groups.entrySet().stream()
                        .map(group -> section(group.getKey(), group.getValue()))
                        .collect(Collectors.joining());
    }

    private static String section(String name, List<Row> rows) {
        return "\n## " + name + "\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n"
                + rows.stream()
                        .map(row -> "| `%s` | %s | %s | %s |\n"
                                .formatted(row.key(), row.byDefault(), row.allowed(), row.text()))
                        .collect(Collectors.joining());
    }

    /** The first part of a key after the prefix of all. */
    private static String group(String key) {
        var parts = key.split("\\.", -1);
        return parts[1].replace("[*]", "");
    }

    static List<Row> rows() {
        var rules = rules();
        var rows = new ArrayList<Row>();
        DeclaredSettings.all().forEach((key, method) -> {
            var rule = rules.get(key).split(";", -1);
            rows.add(new Row(
                    key.replace(".*.", ".<name>."),
                    code(rule[DEFAULT].replace("${user.home}", "~")),
                    allowed(rule),
                    description(method)));
        });
        return rows;
    }

    private static Map<String, String> rules() {
        try (var lines = Files.lines(LIST)) {
            return lines.filter(line -> line.startsWith("kintsugi"))
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String allowed(String... rule) {
        return switch (rule[TYPE]) {
            case "whole" -> "number" + range(rule[FROM], rule[TO]);
            case "decimal" -> "decimal number" + range(rule[FROM], rule[TO]);
            case "time" -> "time" + range(rule[FROM], rule[TO]);
            case "flag" -> "`true`, `false`";
            case "choice" -> "`" + rule[FROM].replace(",", "`, `") + "`";
            case "address" -> "URL";
            case "match" -> rule[TO].replace("must be ", "").replace("<", "&lt;");
            default -> "text";
        };
    }

    private static String range(String from, String to) {
        var least = from.isEmpty() || from.equals(String.valueOf(Integer.MIN_VALUE)) ? "" : " from " + from;
        var open = to.isEmpty()
                || to.equals(String.valueOf(Integer.MAX_VALUE))
                || to.equals(String.valueOf(Long.MAX_VALUE));
        return least + (open ? "" : " to " + to);
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    /** The Javadoc of a method in its source. */
    private static String description(Method method) {
        var owner = method.getDeclaringClass();
        var outermost = owner;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        var source = source(outermost);
        var body = source.substring(source.indexOf("interface " + owner.getSimpleName() + " {"));
        var javadoc = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/((?!/\\*\\*|\\(\\);).)*\\b" + method.getName() + "\\(\\);",
                        Pattern.DOTALL)
                .matcher(body);
        return javadoc.find()
                ? javadoc.group(1)
                        .replaceAll("\\n\\s*\\* ?", " ")
                        .replaceAll("\\{@code ([^}]*)}", "`$1`")
                        .replaceAll("\\{@link (\\w+)}", "`$1`")
                        .strip()
                : "";
    }

    private static String source(Class<?> type) {
        try {
            return Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
