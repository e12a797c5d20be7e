/**
 * A corpus of real exceptions: each is provoked, written down in {@code golden/failure-corpus.jsonl} and classified. What
 * it should be classified as is said by a person beside the provocation.
 */
package dev.kintsugi.corpus;
