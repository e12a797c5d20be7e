/** What the OpenAPI document says beyond the annotations of the resources. All of it is added at build time. */
@NullMarked
package dev.kintsugi.api.openapi;

import org.jspecify.annotations.NullMarked;
