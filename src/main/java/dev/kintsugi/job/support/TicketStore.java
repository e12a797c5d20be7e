package dev.kintsugi.job.support;

import java.util.List;

/** Keeps tickets over restarts. What cannot be written or read is logged and does no other harm. Blocks. */
public interface TicketStore {

    /** Keeps a ticket in the place of the one with the same id. */
    void keep(SupportTicket ticket);

    void remove(SupportTicket ticket);

    /** All that are kept, the oldest first. */
    List<SupportTicket> all();
}
