package io.keysweep.azure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link AzureInventory} over Azure Resource Manager's REST API.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-by-subscription">Vaults, list by subscription</a>
 * @see <a href="https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms/list-by-subscription">Managed HSMs, list by subscription</a>
 */
@ApplicationScoped
class ResourceManagerInventory implements AzureInventory {

    private static final String SUBSCRIPTIONS_VERSION = "?api-version=2022-12-01";
    private static final String VAULTS_VERSION = "?api-version=2023-07-01";
    private static final int MOST_PAGES = 50;

    private final ArmCalls calls;
    private final ConnectionLogins logins;
    private final AzureConfig config;

    ResourceManagerInventory(ArmCalls calls, ConnectionLogins logins, AzureConfig config) {
        this.calls = calls;
        this.logins = logins;
        this.config = config;
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record SubscriptionList(List<AzureSubscription> value, String nextLink) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResourceList(List<Resource> value, String nextLink) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Resource(
            String id,
            String name,
            String type,
            String location,
            Map<String, String> tags,
            Map<String, Object> properties) {}

    @Override
    public Uni<List<AzureSubscription>> subscriptions(String account, String connection) {
        return withToken(account, connection, session -> pages(session)
                .onItem()
                .<AzureSubscription>disjoint()
                .collect()
                .asList());
    }

    /** One page after the other, as long as there is a next one, and a bounded number of them. */
    private Multi<List<AzureSubscription>> pages(Session session) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(session.link("/subscriptions" + SUBSCRIPTIONS_VERSION)),
                        next -> session.get(next.get(), SubscriptionList.class)
                                .invoke(page -> next.set(session.next(page.nextLink, "/subscriptions")))
                                .map(page -> new SubscriptionPage(nonNull(page.value), next.get() == null)))
                .whilst(page -> !page.last())
                .select()
                .first(MOST_PAGES)
                .map(SubscriptionPage::subscriptions);
    }

    private record SubscriptionPage(List<AzureSubscription> subscriptions, boolean last) {}

    @Override
    public Uni<AzureSubscription> subscription(String account, String connection, String subscriptionId) {
        return withToken(
                account,
                connection,
                session -> session.get(
                        session.link("/subscriptions/" + subscriptionId + SUBSCRIPTIONS_VERSION),
                        AzureSubscription.class));
    }

    @Override
    public Uni<VaultPage> vaults(VaultSearch search, int limit, String nextLink) {
        String list = "/subscriptions/" + search.subscriptionId() + "/providers/Microsoft.KeyVault/"
                + search.kind().resourceType();
        String first = list + VAULTS_VERSION + "&$top=" + limit;
        return withToken(search.account(), search.connection(), session -> session.get(
                        nextLink == null ? session.link(first) : session.next(nextLink, list), ResourceList.class)
                .map(page -> new VaultPage(
                        nonNull(page.value).stream()
                                .map(ResourceManagerInventory::found)
                                .toList(),
                        page.nextLink == null || page.nextLink.isBlank() ? null : page.nextLink)));
    }

    private static FoundVault found(Resource resource) {
        Map<String, Object> properties = new HashMap<>(Objects.requireNonNullElse(resource.properties, Map.of()));
        // Long, and who may do what in Azure is nothing to us.
        properties.remove("accessPolicies");
        return new FoundVault(
                resource.id,
                resource.name,
                resource.type,
                resource.location,
                Objects.requireNonNullElse(resource.tags, Map.of()),
                properties);
    }

    private static <T> List<T> nonNull(List<T> value) {
        return value == null ? List.of() : value;
    }

    private <T> Uni<T> withToken(String account, String connection, java.util.function.Function<Session, Uni<T>> work) {
        return CallerContext.kept(logins.resourceManagerToken(account, connection)
                .map(token -> new Session(
                        config.resourceManagerUrl().orElse(token.cloud().resourceManager()), token.token()))
                .chain(work::apply));
    }

    /** A token, and the one server that may see it. */
    private final class Session {
        private final URI server;
        private final String token;

        private Session(URI server, String token) {
            this.server = server;
            this.token = token;
        }

        private URI link(String pathAndQuery) {
            return ArmLink.to(server, pathAndQuery);
        }

        private URI next(String nextLink, String list) {
            return nextLink == null || nextLink.isBlank() ? null : ArmLink.next(server, nextLink, list);
        }

        private <T> Uni<T> get(URI url, Class<T> type) {
            return calls.get(url, token, type);
        }
    }
}
