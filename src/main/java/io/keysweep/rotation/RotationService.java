package io.keysweep.rotation;

import io.keysweep.auth.Caller;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.encryption.WrappingKey;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.SweepLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What administrators can do with rotations. */
@ApplicationScoped
class RotationService {

    private static final Logger LOGGER = Logger.getLogger(RotationService.class);
    // Its administrators run the installation.

    private final RotationRepository jobs;
    private final RetirementRepository retirement;
    private final WrappingKey wrappingKey;
    private final SweepLoop loop;

    RotationService(RotationRepository jobs, RetirementRepository retirement, WrappingKey wrappingKey, SweepLoop loop) {
        this.jobs = jobs;
        this.retirement = retirement;
        this.wrappingKey = wrappingKey;
        this.loop = loop;
    }

    /** Accepts a job; it starts at once, here or on another replica. */
    Uni<RotationView> create(Caller caller, RotationRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with level");
        }
        RotationLevel level = RotationLevel.ofWire(request.level());
        return accept(caller, level, request.vaultId())
                .invoke(id -> started(caller, level, id))
                .chain(id -> find(caller, id));
    }

    private Uni<UUID> accept(Caller caller, RotationLevel level, String vault) {
        if (level == RotationLevel.DATA_KEYS) {
            UUID vaultId = vault == null ? null : vaultId(vault);
            return jobs.acceptDataKeys(caller.account(), caller.subject(), vaultId)
                    .map(id -> id.orElseThrow(() ->
                            new NotFoundException("vault_id: there is no vault of this id; or the account has none")));
        }
        if (vault != null) {
            throw new BadRequestException("vault_id: a vault has no wrapping key of its own; leave it out");
        }
        return Caller.ROOT_ACCOUNT.equals(caller.account())
                ? acceptForAll(caller)
                : jobs.acceptWrappingKey(caller.account(), caller.subject());
    }

    // What this replica does not open it cannot take off its key either, so that key stays in force.
    private Uni<UUID> acceptForAll(Caller caller) {
        return KeyVaultFailure.told(wrappingKey.current(), "rotation job").chain(current -> retirement
                .stored()
                .map(names -> replaced(names, current))
                .invoke(names ->
                        LOGGER.infof("wrapping keys replaced by=%s to=%s from=%s", caller.subject(), current, names))
                .chain(names -> retirement.accept(caller.account(), caller.subject(), current, names)));
    }

    private List<String> replaced(List<String> names, String current) {
        return names.stream()
                .filter(name -> !name.equals(current) && wrappingKey.opens(name))
                .toList();
    }

    private static UUID vaultId(String text) {
        return ObjectId.parse(text).orElseThrow(() -> new BadRequestException("vault_id: must be a UUID"));
    }

    private void started(Caller caller, RotationLevel level, UUID id) {
        LOGGER.infof(
                "rotation accepted jobId=%s level=%s account=%s by=%s",
                id, level.wireName(), caller.account(), caller.subject());
        loop.wake();
    }

    private Uni<RotationView> find(Caller caller, UUID id) {
        return jobs.list(caller.account(), id, PageRequest.ONE).map(found -> found.stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException("rotation job: there is none of this id")));
    }

    /** The job, with what went wrong. */
    Uni<RotationView> get(Caller caller, String id) {
        return find(caller, ObjectId.ofPath("rotation job", id))
                .chain(job -> jobs.errors(caller.account(), job.id()).map(job::withErrors));
    }

    /** A page of jobs, the newest first. */
    Uni<Page<RotationView>> list(Caller caller, PageRequest page) {
        return jobs.list(caller.account(), null, page)
                .chain(found -> jobs.count(caller.account()).map(total -> Page.of(page, total, found)));
    }

    /** Cancels a job: no step begins after this is committed. One that has ended stays as it is, with the mark. */
    Uni<RotationView> cancel(Caller caller, String id) {
        return jobs.cancel(caller.account(), ObjectId.ofPath("rotation job", id))
                .invoke(loop::wake)
                .chain(() -> get(caller, id));
    }

    /** A page of the data keys that are destroyed. */
    Uni<Page<DestroyedDataKeyView>> destroyed(Caller caller, String vault, PageRequest page) {
        UUID vaultId = vault == null || vault.isBlank() ? null : vaultId(vault);
        return jobs.destroyed(caller.account(), vaultId, page)
                .chain(found ->
                        jobs.countDestroyed(caller.account(), vaultId).map(total -> Page.of(page, total, found)));
    }
}
