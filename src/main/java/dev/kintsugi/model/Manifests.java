package dev.kintsugi.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads manifests. */
public final class Manifests {

    public static final String FILE = "manifest.yaml";

    private static final ObjectMapper YAML = new YAMLMapper();

    private Manifests() {}

    public static Manifest read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    public static Manifest read(InputStream in) throws IOException {
        try {
            var manifest = YAML.readValue(in, Manifest.class);
            if (manifest == null) {
                throw new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, FILE + " is empty");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw unreadable(why(e), e);
        } catch (TypedException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) { // the parser's own, such as for characters that are none
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    /** In words of manifests: those of the parser name classes. */
    private static String why(JsonProcessingException thrown) {
        return switch (thrown) {
            case ValueInstantiationException e
            when e.getCause() instanceof IllegalArgumentException own -> String.valueOf(own.getMessage());
            case UnrecognizedPropertyException e -> "there is no field " + field(e);
            case MismatchedInputException e when e.getPath().isEmpty() -> "it has no fields";
            case MismatchedInputException e -> "the value of " + field(e) + " is missing or of the wrong type";
            default -> thrown.getOriginalMessage();
        };
    }

    private static String field(MismatchedInputException thrown) {
        return thrown.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static TypedException unreadable(String why, Exception e) {
        return new TypedException(
                FailureType.MODEL_COMPATIBILITY_ERROR,
                FILE + " cannot be read: " + why.lines().findFirst().orElse(""),
                e);
    }
}
