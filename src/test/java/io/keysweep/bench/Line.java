package io.keysweep.bench;

import io.vertx.core.json.JsonObject;

/**
 * One line of the report.
 *
 * @param figure its number in the list of goals; 12 is fairness
 * @param target the goal in words, empty if there is none
 * @param met whether it is reached; null without a target
 * @param load the machine's load average before it was measured
 */
record Line(
        int figure, String what, double value, String unit, String target, Boolean met, String detail, String load) {

    static Line atLeast(int figure, String what, double value, String unit, double target, String detail) {
        return new Line(
                figure, what, value, unit, "≥ " + trimmed(target), value >= target, detail, ProcessTimes.load());
    }

    static Line atMost(int figure, String what, double value, String unit, double target, String detail) {
        return new Line(
                figure, what, value, unit, "≤ " + trimmed(target), value <= target, detail, ProcessTimes.load());
    }

    static Line shown(int figure, String what, double value, String unit, String detail) {
        return new Line(figure, what, value, unit, "", null, detail, ProcessTimes.load());
    }

    private static String trimmed(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private String number() {
        return Math.abs(value) >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }

    String row() {
        String verdict = met == null ? "" : met ? "yes" : "**no**";
        return "| %d | %s | %s%s | %s | %s | %s |"
                .formatted(figure, what, number(), unit.isEmpty() ? "" : " " + unit, target, verdict, detail);
    }

    JsonObject json() {
        return new JsonObject()
                .put("figure", figure)
                .put("what", what)
                .put("value", value)
                .put("unit", unit)
                .put("target", target)
                .put("met", met)
                .put("detail", detail)
                .put("load", load);
    }
}
