package dev.kintsugi.ops.alert.channel;

/** How the connection to a mail server is encrypted. */
enum Tls {
    /** With STARTTLS; nothing is sent if the server has none. */
    REQUIRED,
    /** With STARTTLS if the server has it. */
    OPTIONAL,
    /** From the first byte on, as on port 465. */
    IMPLICIT,
    /** Not at all. */
    NONE
}
