package dev.kintsugi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What {@code k8s/} has, as it is before kustomize puts it together. */
public final class KubernetesFiles {

    private static final Path FOLDER = Path.of("k8s");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private KubernetesFiles() {}

    /** A file with one document, YAML or JSON. */
    public static JsonNode read(String file) throws IOException {
        return YAML.readTree(FOLDER.resolve(file).toFile());
    }

    /** The specification of the pods of the base. */
    static JsonNode pod() throws IOException {
        return read("base/deployment.yaml").at("/spec/template/spec");
    }

    /** The container of the base. */
    public static JsonNode container() throws IOException {
        return pod().at("/containers/0");
    }

    /** All files whose names end so. */
    static List<Path> files(String end) throws IOException {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    /** The settings that manifests give to the service, as environment variables; one that is a secret has no value. */
    static TreeMap<String, String> environment() throws IOException {
        var all = new TreeMap<String, String>();
        for (var file : files(".env")) {
            Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("=", 2))
                    .forEach(pair -> all.put(pair[0], pair[1]));
        }
        for (var file : files("deployment.yaml")) {
            for (var variable : YAML.readTree(file.toFile()).at("/spec/template/spec/containers/0/env")) {
                all.put(variable.path("name").asText(), "");
            }
        }
        return all;
    }

    /** The queries of rules, of the dashboard and of the autoscaler. */
    static List<String> queries() throws IOException {
        var all = new ArrayList<String>();
        for (var group : read("components/monitoring/prometheusrule.yaml").at("/spec/groups")) {
            group.path("rules").forEach(rule -> all.add(rule.path("expr").asText()));
        }
        for (var panel : read("components/monitoring/dashboard.json").path("panels")) {
            panel.path("targets").forEach(target -> all.add(target.path("expr").asText()));
        }
        for (var trigger : read("components/autoscaling/scaledobject.yaml").at("/spec/triggers")) {
            all.add(trigger.at("/metadata/query").asText());
        }
        return all;
    }
}
