package dev.kintsugi.scorecard;

/** Something that is really wrong while a request is answered. */
interface Fault {

    /** Nothing. */
    Fault NONE = new Fault() {
        @Override
        public void make(Stand stand) {}

        @Override
        public void mend(Stand stand) {}
    };

    void make(Stand stand) throws Exception;

    /** Puts right what the service did not. */
    void mend(Stand stand) throws Exception;
}
