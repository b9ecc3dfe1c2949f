package io.keysweep.limits;

/** The body of one request, from its head to the answer. Asked for and given back by different threads. */
final class BodyInFlight {

    private final SharedBudget budget;
    private final long bytes;
    private SharedBudget.Portion portion;
    private boolean over;

    BodyInFlight(SharedBudget budget, long bytes) {
        this.budget = budget;
        this.bytes = bytes;
    }

    /** Takes its bytes in a name, unless they are taken or not needed any more; false if there are none left. */
    synchronized boolean take(String name) {
        if (!over && portion == null) {
            portion = budget.take(name, bytes).orElse(null);
            return portion != null;
        }
        return true;
    }

    /** Its request is answered, or the client gone. */
    synchronized void giveBack() {
        over = true;
        if (portion != null) {
            portion.giveBack();
        }
    }
}
