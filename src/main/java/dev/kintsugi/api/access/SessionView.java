package dev.kintsugi.api.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who the caller is.
 *
 * @param access open, or keys
 * @param name of the key; left out without one
 * @param scopes what the caller may do: infer, read, admin
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Session")
record SessionView(String access, @Nullable String name, List<String> scopes) {}
