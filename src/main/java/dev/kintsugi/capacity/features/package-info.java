/** What the service can do, what each of that needs, and what a caller gets where it is not there. */
@org.jspecify.annotations.NullMarked
package dev.kintsugi.capacity.features;
