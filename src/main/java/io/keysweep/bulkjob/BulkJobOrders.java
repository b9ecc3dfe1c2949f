package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.http.ObjectId;
import io.keysweep.key.AzureKeyRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Deletions for requesters within the service: read and permitted as those of the call are. */
@ApplicationScoped
public class BulkJobOrders {

    private final SelectionRights rights;
    private final AzureKeyRepository keys;

    BulkJobOrders(SelectionRights rights, AzureKeyRepository keys) {
        this.rights = rights;
        this.keys = keys;
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

    /** Which of these keys the account does not have; what is no id is passed over. */
    public Uni<List<String>> keysNotThere(String account, List<String> keyIds) {
        List<UUID> ids =
                keyIds.stream().flatMap(id -> ObjectId.parse(id).stream()).toList();
        return keys.vaultsOf(account, ids).map(there -> ids.stream()
                .filter(id -> !there.containsKey(id))
                .map(UUID::toString)
                .toList());
    }
}
