package dev.kintsugi.api.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/** What the Java source says of the records of which the document has schemas: their Javadoc, and what may be left out or null. */
final class RecordFacts {

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern TAG = Pattern.compile("\\{@\\w+ #?([^}]*)}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordFacts() {}

    /** @param schemas the names of those that are wanted */
    static ObjectNode read(Path sources, Set<String> schemas) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> all = Files.walk(sources);
                var files = compiler.getStandardFileManager(null, null, null)) {
            var java = all.filter(file -> file.toString().endsWith(".java")).toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            var docs = DocTrees.instance(task);
            var facts = new TreeMap<String, ObjectNode>();
            for (var unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void nothing) {
                        var name = schemaName(type);
                        if (type.getKind() == Tree.Kind.RECORD && schemas.contains(name)) {
                            var described = describe(type, docs.getDocCommentTree(getCurrentPath()));
                            if (has(type.getModifiers(), "RegisterForReflection")) {
                                facts.put(name, described); // others of the same name are not sent
                            } else {
                                facts.putIfAbsent(name, described);
                            }
                        }
                        return super.visitClass(type, nothing);
                    }
                }.scan(unit, null);
            }
            var result = JSON.createObjectNode();
            facts.forEach(result::set);
            return result;
        }
    }

    private static ObjectNode describe(ClassTree type, DocCommentTree doc) {
        var schema = JSON.createObjectNode();
        var parameters = new TreeMap<String, String>();
        if (doc != null) {
            schema.put("description", sentence(text(doc.getFullBody())));
            doc.getBlockTags().forEach(tag -> {
                if (tag instanceof ParamTree parameter) {
                    parameters.put(parameter.getName().toString(), sentence(text(parameter.getDescription())));
                }
            });
        }
        var fields = schema.putObject("fields");
        for (var member : type.getMembers()) {
            if (member instanceof VariableTree component
                    && !component.getModifiers().getFlags().contains(Modifier.STATIC)
                    && !has(component.getModifiers(), "JsonAnySetter")) {
                field(fields, type, component, parameters);
            }
        }
        return schema;
    }

    private static void field(ObjectNode fields, ClassTree type, VariableTree component, Map<String, String> texts) {
        var name = component.getName().toString();
        var modifiers = component.getModifiers();
        var inclusion = value(modifiers, "JsonInclude") + value(type.getModifiers(), "JsonInclude");
        var isNullable =
                has(modifiers, "Nullable") || component.getType().toString().contains("@Nullable");
        var facts = JSON.createObjectNode();
        if (texts.containsKey(name)) {
            facts.put("description", texts.get(name));
        }
        var mayLack = inclusion.contains("NON_EMPTY") && !isNumber(component);
        if (isNullable && !inclusion.contains("NON_")) {
            facts.put("nullable", true);
        } else if (!isNullable && !mayLack) {
            facts.put("required", true);
        }
        var named = value(modifiers, "JsonProperty");
        var snake = value(type.getModifiers(), "JsonNaming").contains("SnakeCase");
        fields.set(!named.isEmpty() ? quoted(named) : snake ? new SnakeCaseStrategy().translate(name) : name, facts);
    }

    private static boolean isNumber(VariableTree component) {
        return Set.of("int", "long", "double", "boolean")
                .contains(component.getType().toString());
    }

    private static String schemaName(ClassTree type) {
        var schema = value(type.getModifiers(), "Schema");
        return schema.contains("name = ")
                ? quoted(schema.substring(schema.indexOf("name = ")))
                : type.getSimpleName().toString();
    }

    private static String quoted(String annotation) {
        var matcher = QUOTED.matcher(annotation);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static boolean has(ModifiersTree modifiers, String annotation) {
        return !value(modifiers, annotation).isEmpty();
    }

    private static String value(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .filter(one -> one.getAnnotationType().toString().endsWith(annotation))
                .map(AnnotationTree::toString)
                .findFirst()
                .orElse("");
    }

    private static String text(List<? extends DocTree> parts) {
        var text = new StringBuilder();
        parts.forEach(text::append);
        return TAG.matcher(text.toString())
                .replaceAll("`$1`")
                .replaceAll("<[^>]*>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
