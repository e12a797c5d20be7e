package dev.kintsugi.scorecard;

import java.nio.file.Path;

/**
 * A running service and what it works on.
 *
 * @param client of the service
 * @param models its models folder
 * @param whole a copy of that folder in which nothing is ever broken
 */
record Stand(Client client, Path models, Path whole) {}
