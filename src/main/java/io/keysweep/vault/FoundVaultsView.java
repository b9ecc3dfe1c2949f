package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.azure.AzureInventory.FoundVault;
import io.keysweep.azure.AzureInventory.VaultPage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Vaults that Azure has, in the form in which they are added.
 *
 * @param nextLink for the next request; null at the end
 */
@Schema(
        name = "FoundVaults",
        requiredProperties = {"vaults", "connection", "subscription_id"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundVaultsView(
        List<Item> vaults, String connection, @JsonProperty("subscription_id") String subscriptionId, String nextLink) {

    /** A vault of Azure's. */
    @RegisterForReflection
    @Schema(name = "FoundVault")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            @Schema(required = true) String name,
            @Schema(required = true) @JsonProperty("azure_vault_id") String azureVaultId,
            String type,
            String location,
            Map<String, String> tags,
            Map<String, Object> properties) {

        private static Item of(FoundVault vault) {
            return new Item(vault.name(), vault.id(), vault.type(), vault.location(), vault.tags(), vault.properties());
        }
    }

    static FoundVaultsView of(VaultPage page, String connection, String subscriptionId) {
        return new FoundVaultsView(
                page.vaults().stream().map(Item::of).toList(), connection, subscriptionId, page.nextLink());
    }
}
