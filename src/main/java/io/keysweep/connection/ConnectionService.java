package io.keysweep.connection;

import io.keysweep.account.SqlStates;
import io.keysweep.auth.Caller;
import io.keysweep.azure.AzureIdentities;
import io.keysweep.azure.Cloud;
import io.keysweep.azure.ConnectionSettings;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.encryption.RetiredKeyException;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Connections of the caller's account. */
@ApplicationScoped
public class ConnectionService {

    private static final Logger LOGGER = Logger.getLogger(ConnectionService.class);

    private final ConnectionRepository connections;
    private final StoredConnectionRepository stored;
    private final ConnectionReader reader;
    private final ConnectionSecrets secrets;
    private final StoredCredentials credentials;
    private final AzureIdentities azure;

    ConnectionService(
            ConnectionRepository connections,
            StoredConnectionRepository stored,
            ConnectionReader reader,
            ConnectionSecrets secrets,
            StoredCredentials credentials,
            AzureIdentities azure) {
        this.connections = connections;
        this.stored = stored;
        this.reader = reader;
        this.secrets = secrets;
        this.credentials = credentials;
        this.azure = azure;
    }

    Uni<Page<ConnectionView>> list(Caller caller, ConnectionQuery query, String sort, PageRequest page) {
        return connections.list(caller.account(), query, sort, page).map(found -> found.map(ConnectionView::of));
    }

    Uni<ConnectionView> get(Caller caller, UUID id) {
        return find(caller, id).map(ConnectionView::of);
    }

    private Uni<AzureConnection> find(Caller caller, UUID id) {
        return connections.find(caller.account(), id).onItem().ifNull().failWith(ConnectionService::missing);
    }

    private static NotFoundException missing() {
        return new NotFoundException("connection: there is none of this id");
    }

    /** A connection that there is. */
    public record Named(String name, Cloud cloud) {}

    /**
     * The account's connection that a caller names, by name or id.
     *
     * @return fails with {@link NotFoundException} if there is none
     * @throws BadRequestException if none is named
     */
    public Uni<Named> named(Caller caller, String nameOrId) {
        if (nameOrId == null || nameOrId.isBlank() || nameOrId.indexOf('\0') >= 0) {
            throw new BadRequestException("connection: must be the name or the id of a connection");
        }
        UUID id = ObjectId.parse(nameOrId).orElse(new UUID(0, 0));
        return connections
                .named(caller.account(), nameOrId, id)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("connection: there is none of this name or id"))
                .map(connection -> new Named(
                        connection.name, Cloud.named(connection.cloudName).orElseThrow()));
    }

    Uni<ConnectionView> create(Caller caller, ConnectionRequest request) {
        ConnectionDraft draft = reader.create(caller.account(), required(request));
        UUID id = UUID.randomUUID();
        return sealed(caller, id, draft, secret -> stored.insert(id, caller.account(), draft, secret, caller.subject()))
                .invoke(inserted -> {
                    if (!inserted) {
                        throw new ConflictException("name: there is a connection of this name already");
                    }
                })
                .invoke(() -> log("created", caller, id))
                .chain(() -> get(caller, id));
    }

    private Uni<Boolean> sealed(
            Caller caller, UUID id, ConnectionDraft draft, Function<SealedSecret, Uni<Boolean>> store) {
        return RetiredKeyException.wrappingAgain(() -> seal(caller, id, draft).chain(store::apply));
    }

    private Uni<SealedSecret> seal(Caller caller, UUID id, ConnectionDraft draft) {
        return draft.secret() == null
                ? Uni.createFrom().nullItem()
                : KeyVaultFailure.told(secrets.seal(caller.account(), id, draft.secret()), "secret of the connection");
    }

    Uni<ConnectionView> change(Caller caller, UUID id, ConnectionRequest request) {
        ConnectionRequest asked = required(request);
        return find(caller, id)
                .chain(before -> change(caller, before, reader.change(before, asked)))
                .invoke(() -> log("changed", caller, id))
                .chain(() -> get(caller, id));
    }

    private Uni<Void> change(Caller caller, AzureConnection before, ConnectionDraft draft) {
        return draft.cloud().wireName().equals(before.cloudName)
                ? write(caller, before, draft)
                : stored.vaultsOf(caller.account(), before.id)
                        .invoke(ConnectionService::requireNone)
                        .chain(() -> write(caller, before, draft));
    }

    private static void requireNone(List<String> vaults) {
        if (!vaults.isEmpty()) {
            throw new ConflictException("cloud_name: vaults of this cloud are reached by the connection; remove them or"
                    + " give them another one: " + String.join(", ", vaults));
        }
    }

    private Uni<Void> write(Caller caller, AzureConnection before, ConnectionDraft draft) {
        return sealed(
                        caller,
                        before.id,
                        draft,
                        secret -> stored.update(before.id, caller.account(), before.revision, draft, secret))
                .invoke(updated -> {
                    if (!updated) {
                        throw new ConflictException(
                                "connection: somebody else changed it just now; look and try again");
                    }
                })
                .invoke(() -> azure.forget(caller.account(), before.name))
                .replaceWithVoid();
    }

    Uni<Void> delete(Caller caller, UUID id) {
        return find(caller, id)
                .chain(() -> stored.delete(caller.account(), id))
                .onFailure(SqlStates::foreignKeyViolated)
                .recoverWithNull()
                .onItem()
                .ifNull()
                .switchTo(() -> whyNotDeleted(caller, id))
                .invoke(name -> azure.forget(caller.account(), name))
                .invoke(() -> log("deleted", caller, id))
                .replaceWithVoid();
    }

    private Uni<String> whyNotDeleted(Caller caller, UUID id) {
        return stored.vaultsOf(caller.account(), id).map(vaults -> {
            if (vaults.isEmpty()) {
                throw missing();
            }
            throw new ConflictException("connection: vaults are reached by it; remove them or give them another one: "
                    + String.join(", ", vaults));
        });
    }

    /** Logs in by the connection as it is stored, and notes how that went. */
    Uni<ConnectionTestView> test(Caller caller, UUID id) {
        return find(caller, id)
                .chain(connection -> credentials.of(caller.account(), connection.name))
                .chain(this::test)
                .onFailure(KeyVaultException.class)
                .recoverWithItem(ConnectionService::failed);
    }

    private Uni<ConnectionTestView> test(ConnectionSettings settings) {
        return tried(azure.authenticate(settings.cloud(), settings.identity()))
                .call(result -> credentials.note(settings, result.error()));
    }

    /** Logs in by what the caller says; nothing is stored. */
    Uni<ConnectionTestView> testUnsaved(Caller caller, ConnectionRequest request) {
        ConnectionDraft draft = reader.unsaved(caller.account(), required(request));
        return tried(azure.authenticate(draft.cloud(), draft.identity(draft.secret())));
    }

    private static Uni<ConnectionTestView> tried(Uni<Void> login) {
        return login.map(nothing -> new ConnectionTestView(true, null))
                .onFailure(KeyVaultException.class)
                .recoverWithItem(ConnectionService::failed);
    }

    private static ConnectionTestView failed(Throwable failure) {
        return new ConnectionTestView(false, failure.getMessage());
    }

    private static ConnectionRequest required(ConnectionRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: must be a JSON object");
        }
        return request;
    }

    private static void log(String what, Caller caller, UUID id) {
        LOGGER.infof("connection %s account=%s connection=%s by=%s", what, caller.account(), id, caller.subject());
    }
}
