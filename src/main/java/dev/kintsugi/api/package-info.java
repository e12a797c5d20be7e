/**
 * REST. Errors become problem documents here and nowhere else.
 *
 * <p>Rank 8: imports report, job and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code openapi}: the OpenAPI document
 *   <li>{@code status}: status and service levels
 *   <li>{@code errors}: failures in numbers, and the last of them
 *   <li>{@code failures}: the pages about failures
 *   <li>{@code pages}: the files of the pages
 *   <li>{@code jobs}: jobs and artifacts
 *   <li>{@code openai}: OpenAI's image endpoints
 *   <li>{@code access}: who may call, and API keys
 *   <li>{@code admin}: learned state
 *   <li>{@code stream}: server-sent events
 *   <li>{@code connection}: limits of connections
 *   <li>{@code call}: limits of calls
 *   <li>{@code error}: errors become problem documents
 *   <li>{@code html}: problem documents as pages for browsers
 *   <li>this package: correlation ids, the keys of calls, what calls ask for and how many are refused, JSON rules
 * </ol>
 */
@NullMarked
package dev.kintsugi.api;

import org.jspecify.annotations.NullMarked;
