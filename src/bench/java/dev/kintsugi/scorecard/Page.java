package dev.kintsugi.scorecard;

/** The scorecard as a page of its own. */
final class Page {

    private Page() {}

    static String of(Card card) {
        return "<!doctype html><title>Recovery scorecard</title><pre>" + TextTable.of(card) + "</pre>";
    }
}
