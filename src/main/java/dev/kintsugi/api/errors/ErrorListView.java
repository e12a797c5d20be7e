package dev.kintsugi.api.errors;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some of the last failures. */
@RegisterForReflection
@Schema(name = "ErrorList")
record ErrorListView(
        @Schema(description = "The newest first.") List<ErrorView> errors) {

    ErrorListView {
        errors = List.copyOf(errors);
    }
}
