package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;

/** A deletion whose requester may have it; {@link BulkJobOrders} makes them. */
public final class BulkJobOrder {

    private final Caller caller;
    private final PermittedSelection permitted;

    BulkJobOrder(Caller caller, PermittedSelection permitted) {
        this.caller = caller;
        this.permitted = permitted;
    }

    Caller caller() {
        return caller;
    }

    PermittedSelection permitted() {
        return permitted;
    }
}
