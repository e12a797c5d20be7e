package dev.kintsugi.model;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Comparator;

/** The order of versions: numbers as numbers, so that 1.10 is newer than 1.9. */
final class VersionOrder {

    static final Comparator<String> ORDER = Comparator.comparing(VersionOrder::parse);

    private VersionOrder() {}

    private static Version parse(String version) {
        try {
            return Version.parse(Character.isDigit(version.charAt(0)) ? version : "0-" + version);
        } catch (IllegalArgumentException e) {
            return Version.parse("0-" + version.replaceAll("[^A-Za-z0-9]", ""));
        }
    }
}
