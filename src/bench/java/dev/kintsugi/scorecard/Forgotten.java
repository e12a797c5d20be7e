package dev.kintsugi.scorecard;

import java.io.IOException;

/** What was learned is forgotten, so that a failure is met again instead of foreseen. */
final class Forgotten implements Fault {

    @Override
    public void make(Stand stand) throws IOException, InterruptedException {
        stand.client().forget();
    }

    @Override
    public void mend(Stand stand) {}
}
