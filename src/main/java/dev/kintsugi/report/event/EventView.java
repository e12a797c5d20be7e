package dev.kintsugi.report.event;

/**
 * An event of a job, as clients get it.
 *
 * @param type {@code job.} and what happened
 * @param seq its number among the events of its job, from 1
 * @param job which
 * @param at when it happened (RFC 3339)
 * @param data what there is to say
 */
public record EventView(String type, long seq, String job, String at, Object data) {}
