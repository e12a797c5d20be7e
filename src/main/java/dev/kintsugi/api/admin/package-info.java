/** What whoever runs the service may look at and change while it runs. */
@NullMarked
package dev.kintsugi.api.admin;

import org.jspecify.annotations.NullMarked;
