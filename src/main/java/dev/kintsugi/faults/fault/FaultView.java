package dev.kintsugi.faults.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A fault as clients see it.
 *
 * @param id by which it can be deleted
 * @param boundary where it happens
 * @param kind what happens
 * @param rate on which share of the occasions that match
 * @param count how often at most; left out if there is no limit
 * @param matcher which occasions it is meant for
 * @param seed of the choice among them
 * @param until when it ends, ISO 8601; left out if it does not by itself
 * @param state active, used_up or expired
 * @param seen occasions that matched
 * @param hits times that it happened
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Fault")
public record FaultView(
        String id,
        String boundary,
        String kind,
        double rate,
        @Nullable Integer count,
        FaultMatcher matcher,
        long seed,
        @Nullable String until,
        String state,
        long seen,
        long hits) {}
