package io.keysweep.retention;

import io.keysweep.auth.Caller;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.key.AzureKeyService;
import io.keysweep.vault.VaultAction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Holds as a caller may place and release them. */
@ApplicationScoped
class HoldService {

    private static final Logger LOGGER = Logger.getLogger(HoldService.class);

    private final AzureKeyService keys;
    private final HoldRepository holds;

    HoldService(AzureKeyService keys, HoldRepository holds) {
        this.keys = keys;
        this.holds = holds;
    }

    /** Places a hold, or replaces one if the caller is an administrator; else fails with {@link ConflictException}. */
    Uni<HoldView> place(Caller caller, UUID keyId, UUID backupId, HoldRequest request) {
        String reason = HoldRequest.reason(request);
        Optional<Instant> until = request.until();
        return keys.usable(caller, keyId, VaultAction.DELETE_BACKUP)
                .chain(key -> holds.place(caller, key.id, backupId, reason, until))
                .map(HoldService::result)
                .invoke(hold -> LOGGER.infof(
                        "hold placed account=%s backup=%s by=%s until=%s",
                        caller.account(), backupId, caller.subject(), hold.holdUntil()));
    }

    private static HoldView result(HoldRepository.Placed placed) {
        if (placed instanceof HoldRepository.Placed.Done done) {
            return done.hold();
        }
        if (placed instanceof HoldRepository.Placed.Past) {
            throw new BadRequestException("hold_until: must be later than now");
        }
        if (placed instanceof HoldRepository.Placed.HeldAlready) {
            throw new ConflictException("backup: is under a hold already; only an administrator changes that");
        }
        throw noSuchBackup();
    }

    /** Releases a hold; fails with {@link NotFoundException} if there is none. */
    Uni<Void> release(Caller caller, UUID keyId, UUID backupId) {
        return keys.visible(caller, keyId)
                .chain(key -> holds.release(caller, key.id, backupId))
                .invoke(released -> requireReleased(caller, backupId, released))
                .replaceWithVoid();
    }

    private static void requireReleased(Caller caller, UUID backupId, boolean released) {
        if (!released) {
            throw new NotFoundException("hold: the key has no backup of this id that is under one");
        }
        LOGGER.infof("hold released account=%s backup=%s by=%s", caller.account(), backupId, caller.subject());
    }

    private static NotFoundException noSuchBackup() {
        return new NotFoundException("backup: the key has none of this id");
    }
}
