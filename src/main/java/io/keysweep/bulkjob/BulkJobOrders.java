package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletions for requesters within the service: read and permitted as those of the call are. */
@ApplicationScoped
public class BulkJobOrders {

    private final SelectionRights rights;

    BulkJobOrders(SelectionRights rights) {
        this.rights = rights;
    }

    /**
     * The order that the rule means now.
     *
     * @param caller in whose name; becomes the job's requester
     * @return fails as the call does: {@link io.keysweep.http.BadRequestException},
     *     {@link io.keysweep.http.NotFoundException}, {@link io.keysweep.http.ForbiddenException}
     */
    public Uni<BulkJobOrder> check(Caller caller, DeletionRule rule) {
        return Uni.createFrom()
                .item(rule)
                .map(DeletionRule::request)
                .map(SelectionReader::read)
                .chain(selection -> rights.permit(caller, selection))
                .map(permitted -> new BulkJobOrder(caller, permitted));
    }
}
