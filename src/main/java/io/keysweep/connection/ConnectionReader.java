package io.keysweep.connection;

import io.keysweep.azure.Cloud;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.Texts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what callers say of a connection. Every problem is a {@link BadRequestException} that names the field. */
@Singleton
class ConnectionReader {

    private static final int NAME_MAXIMUM = 255;
    private static final int DESCRIPTION_MAXIMUM = 4_000;
    private static final int SECRET_MAXIMUM = 4_096;
    private static final int CERTIFICATE_MAXIMUM = 65_536;
    private static final int LABELS_MAXIMUM = 100;

    // They become part of the login's URL.
    private static final Pattern DIRECTORY_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,254}");
    private static final List<String> PRODUCTS = List.of("cckm");

    private final Set<String> platformAccounts;

    ConnectionReader(ConnectionConfig config) {
        this.platformAccounts = config.platformIdentityAccounts().orElse(Set.of());
    }

    /** A new connection of the account. */
    ConnectionDraft create(String account, ConnectionRequest request) {
        if (request.name() == null || request.name().isBlank()) {
            throw new BadRequestException("name: must be given");
        }
        return unsaved(account, request);
    }

    /** One that is tried out only, and so needs no name. */
    ConnectionDraft unsaved(String account, ConnectionRequest request) {
        return checked(
                account,
                new ConnectionDraft(
                        Texts.checked("name", Objects.requireNonNullElse(request.name(), "-"), NAME_MAXIMUM),
                        Texts.checked(
                                "description",
                                Objects.requireNonNullElse(request.description(), ""),
                                DESCRIPTION_MAXIMUM),
                        authType(request, null),
                        cloud(Objects.requireNonNullElse(request.cloudName(), Cloud.PUBLIC.wireName())),
                        directoryId("tenant_id", request.tenantId()),
                        directoryId("client_id", request.clientId()),
                        secret(request, authType(request, null)),
                        certificate(request, authType(request, null)),
                        Objects.requireNonNullElse(request.products(), PRODUCTS),
                        labels("meta", Objects.requireNonNullElse(request.meta(), Map.of())),
                        labels("labels", Objects.requireNonNullElse(request.labels(), Map.of()))),
                null);
    }

    /** The connection as it is to be from now on. */
    ConnectionDraft change(AzureConnection stored, ConnectionRequest request) {
        if (request.name() != null && !request.name().equals(stored.name)) {
            throw new BadRequestException("name: cannot be changed; create another connection");
        }
        AuthType type = authType(request, stored.authType());
        return checked(
                stored.account,
                new ConnectionDraft(
                        stored.name,
                        Texts.checked(
                                "description",
                                Objects.requireNonNullElse(request.description(), stored.description),
                                DESCRIPTION_MAXIMUM),
                        type,
                        cloud(Objects.requireNonNullElse(request.cloudName(), stored.cloudName)),
                        request.tenantId() == null ? stored.tenantId : directoryId("tenant_id", request.tenantId()),
                        request.clientId() == null ? stored.clientId : directoryId("client_id", request.clientId()),
                        secret(request, type),
                        certificate(request, type),
                        Objects.requireNonNullElse(request.products(), stored.products),
                        labels("meta", Objects.requireNonNullElse(request.meta(), stored.meta)),
                        labels("labels", Objects.requireNonNullElse(request.labels(), stored.labels))),
                stored.authType());
    }

    // A stored secret was given for its own kind of login.
    private ConnectionDraft checked(String account, ConnectionDraft draft, AuthType before) {
        if (draft.authType().secret()) {
            require("tenant_id", draft.tenantId(), draft.authType());
            require("client_id", draft.clientId(), draft.authType());
            if (draft.secret() == null && draft.authType() != before) {
                require(
                        draft.authType() == AuthType.CERTIFICATE ? "certificate" : "client_secret",
                        null,
                        draft.authType());
            }
        } else if (!platformAccounts.contains(account)) {
            throw new BadRequestException(
                    "auth_type: " + draft.authType().wireName() + " is the identity of the operator;"
                            + " this account is not among keysweep.connection.platform-identity-accounts");
        }
        if (!draft.products().isEmpty() && !PRODUCTS.equals(draft.products())) {
            throw new BadRequestException("products: can only be [\"cckm\"]");
        }
        return draft;
    }

    private static void require(String field, String value, AuthType type) {
        if (value == null) {
            throw new BadRequestException(field + ": must be given with auth_type " + type.wireName());
        }
    }

    private static AuthType authType(ConnectionRequest request, AuthType before) {
        if (request.authType() != null) {
            return AuthType.of(request.authType());
        }
        if (Boolean.TRUE.equals(request.certificateUsed())
                && request.certificate() == null
                && before != AuthType.CERTIFICATE) {
            throw new BadRequestException("certificate: must be given with is_certificate_used; none is made here");
        }
        if (request.certificate() != null) {
            return AuthType.CERTIFICATE;
        }
        return request.clientSecret() != null || before == null ? AuthType.CLIENT_SECRET : before;
    }

    private static String secret(ConnectionRequest request, AuthType type) {
        exclude("client_secret", request.clientSecret(), type == AuthType.CLIENT_SECRET, type);
        exclude("certificate", request.certificate(), type == AuthType.CERTIFICATE, type);
        return switch (type) {
            case CLIENT_SECRET -> Texts.checked("client_secret", request.clientSecret(), SECRET_MAXIMUM);
            case CERTIFICATE -> Texts.checked("certificate", request.certificate(), CERTIFICATE_MAXIMUM);
            case MANAGED_IDENTITY, WORKLOAD_IDENTITY -> null;
        };
    }

    private static void exclude(String field, String value, boolean fits, AuthType type) {
        if (value != null && !fits) {
            throw new BadRequestException(field + ": does not go with auth_type " + type.wireName());
        }
        if (value != null && value.isBlank()) {
            throw new BadRequestException(field + ": must not be empty");
        }
    }

    private static ClientCertificate certificate(ConnectionRequest request, AuthType type) {
        return type == AuthType.CERTIFICATE && request.certificate() != null
                ? ClientCertificate.of(Texts.checked("certificate", request.certificate(), CERTIFICATE_MAXIMUM))
                : null;
    }

    private static Cloud cloud(String name) {
        return Cloud.named(name)
                .orElseThrow(() -> new BadRequestException("cloud_name: must be AzureCloud, AzureChinaCloud or"
                        + " AzureUSGovernment; Azure Stack and other clouds are not supported"));
    }

    private static String directoryId(String field, String value) {
        if (value != null && !DIRECTORY_ID.matcher(value).matches()) {
            throw new BadRequestException(
                    field + ": must be an id of Microsoft Entra ID, such as" + " 72f988bf-86f1-41af-91ab-2d7cd011db47");
        }
        return value;
    }

    private static Map<String, Object> labels(String field, Map<String, Object> value) {
        if (value.size() > LABELS_MAXIMUM) {
            throw new BadRequestException(
                    field + ": must have at most " + LABELS_MAXIMUM + " entries, has " + value.size());
        }
        return Texts.checked(field, value);
    }
}
