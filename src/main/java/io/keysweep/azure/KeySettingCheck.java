package io.keysweep.azure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong with a setting that names a key in Azure Key Vault for the service's own use. Asks no Azure. */
public final class KeySettingCheck {

    private KeySettingCheck() {}

    /**
     * One sentence for each thing that is wrong.
     *
     * @param setting its whole name
     */
    public static List<String> problems(String setting, URI key, AzureConfig azure) {
        List<String> problems = new ArrayList<>();
        if (KeyIdentifier.of(key).isEmpty()) {
            problems.add(setting + " must look like https://name.vault.azure.net/keys/name, with or without /version");
        }
        if (azure.platformIdentity() == AzureConfig.PlatformIdentity.NONE
                && azure.accessToken().isEmpty()) {
            problems.add(setting + " needs an identity of the service: set keysweep.azure.platform-identity");
        }
        return problems;
    }
}
