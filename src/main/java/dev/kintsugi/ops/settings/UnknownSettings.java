package dev.kintsugi.ops.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds keys and environment variables that look like settings and are none, or have a new name.
 *
 * @param known the keys that there are
 */
record UnknownSettings(List<SettingKey> known) {

    private static final String PREFIX = "kintsugi.";
    private static final String VARIABLE = "KINTSUGI_";

    /** What Kubernetes sets for a service that is called kintsugi. */
    private static final Pattern OF_KUBERNETES = Pattern.compile("KINTSUGI_(SERVICE_(HOST|PORT).*|PORT(_.*)?)");

    /**
     * A warning about each, with the key that it probably stands for.
     *
     * @param names of properties and of environment variables, also of others
     */
    List<String> warnings(Collection<String> names) {
        return names.stream()
                .sorted()
                .filter(this::isUnknown)
                .map(name -> name
                        + RenamedSettings.newName(withoutProfile(name))
                                .map(key -> " is now " + key + "; the old name works until version 1.0")
                                .orElseGet(() -> " is not a setting and has no effect"
                                        + nearest(name)
                                                .map(key -> "; did you mean " + key + "?")
                                                .orElse("")))
                .toList();
    }

    private boolean isUnknown(String name) {
        if (name.startsWith(VARIABLE)) {
            return !OF_KUBERNETES.matcher(name).matches() && known.stream().noneMatch(key -> key.isVariable(name));
        }
        var key = withoutProfile(name);
        return key.startsWith(PREFIX) && known.stream().noneMatch(one -> one.names(key));
    }

    private static String withoutProfile(String name) {
        return name.startsWith("%") ? name.substring(name.indexOf('.') + 1) : name;
    }

    private Optional<String> nearest(String name) {
        return name.startsWith(VARIABLE)
                ? ClosestName.of(name, known.stream().map(SettingKey::variable).toList())
                : ClosestName.of(
                        withoutProfile(name).toLowerCase(Locale.ROOT),
                        known.stream().map(SettingKey::text).toList());
    }
}
