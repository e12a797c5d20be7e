package dev.kintsugi.api.errors;

import dev.kintsugi.api.call.QueryParameters;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.analytics.window.Window;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What fails, how often, and what becomes of it. */
@Path("/v1/errors")
@Produces(MediaType.APPLICATION_JSON)
@Blocking // sums up a whole day
@Tag(name = "Errors")
class ErrorsResource {

    private final FailureLog log;

    ErrorsResource(FailureLog log) {
        this.log = log;
    }

    @GET
    @Operation(
            operationId = "listErrors",
            summary = "List the last errors",
            description =
                    "Of the last 1,000 failures those that all filters take, the newest first: failures that jobs met,"
                            + " repaired or not, and requests that were refused. They are kept over restarts.")
    public ErrorListView list(
            @Parameter(description = "Only this failure type.", example = "model_not_found")
                    @QueryParam("type")
                    @Nullable
                    String type,
            @Parameter(description = "Only this model; none for failures without one.", example = "shapes-diffusion")
                    @QueryParam("model")
                    @Nullable
                    String model,
            @Parameter(description = "Only this operation.", example = "image_generation")
                    @QueryParam("operation")
                    @Nullable
                    String operation,
            @Parameter(description = "This severity and worse: low, medium, high or critical.", example = "high")
                    @QueryParam("severity")
                    @Nullable
                    String severity,
            @Parameter(description = "At this time or later.", example = "2026-11-30T04:32:00Z")
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Parameter(description = "How many at most, from 1 to 1000.", example = "100")
                    @QueryParam("limit")
                    @DefaultValue("100")
                    String limit,
            @Context UriInfo uri) {
        QueryParameters.requireKnown(uri.getQueryParameters(), ErrorFilter.KNOWN);
        return new ErrorListView(log.recent(ErrorFilter.of(type, model, operation, severity, since, limit)).stream()
                .map(ErrorView::of)
                .toList());
    }

    @GET
    @Path("summary")
    @Operation(
            operationId = "getErrorSummary",
            summary = "Get the errors in numbers",
            description =
                    "Every failure counts once, repaired or not, those of refused requests too. Counts of hours and"
                            + " days are kept over restarts.")
    public ErrorsSummaryView summary(
            @Parameter(description = "minute, hour or day, up to now.", example = "hour")
                    @QueryParam("window")
                    @DefaultValue("hour")
                    String window,
            @Context UriInfo uri) {
        QueryParameters.requireKnown(uri.getQueryParameters(), List.of("window"));
        return SummaryViews.of(log.summary(Window.of(window)
                .orElseThrow(() ->
                        TypedException.invalid(List.of(new FieldError("window", "must be minute, hour or day"))))));
    }
}
