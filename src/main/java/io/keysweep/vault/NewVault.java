package io.keysweep.vault;

import io.keysweep.azure.VaultKind;
import java.util.Map;

/** A vault that was checked and can be stored. */
record NewVault(
        String name,
        String azureVaultId,
        String uri,
        VaultKind kind,
        String tenant,
        String location,
        Map<String, String> tags,
        Map<String, Object> properties) {}
