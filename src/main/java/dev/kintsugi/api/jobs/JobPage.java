package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Some of the jobs, the newest first.
 *
 * @param jobs the page
 * @param next what to give as {@code cursor} for the next page; left out if there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "JobList")
record JobPage(List<JobView> jobs, @Nullable String next) {}
