package io.keysweep.vault;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The parts of the world that a backup cannot leave, as far as the name of a region tells. A region that is not known here
 * is in none of them: then only Azure can say.
 *
 * @see <a href="https://learn.microsoft.com/azure/key-vault/general/backup">Azure Key Vault backup</a>
 */
enum Geography {
    UNITED_STATES(
            "eastus",
            "eastus2",
            "centralus",
            "northcentralus",
            "southcentralus",
            "westus",
            "westus2",
            "westus3",
            "westcentralus"),
    EUROPE("northeurope", "westeurope"),
    ASIA_PACIFIC("eastasia", "southeastasia"),
    AUSTRALIA("australiaeast", "australiasoutheast", "australiacentral", "australiacentral2"),
    BRAZIL("brazilsouth", "brazilsoutheast"),
    CANADA("canadacentral", "canadaeast"),
    FRANCE("francecentral", "francesouth"),
    GERMANY("germanywestcentral", "germanynorth"),
    INDIA("centralindia", "southindia", "westindia"),
    JAPAN("japaneast", "japanwest"),
    KOREA("koreacentral", "koreasouth"),
    NORWAY("norwayeast", "norwaywest"),
    SOUTH_AFRICA("southafricanorth", "southafricawest"),
    SWITZERLAND("switzerlandnorth", "switzerlandwest"),
    UNITED_ARAB_EMIRATES("uaenorth", "uaecentral"),
    UNITED_KINGDOM("uksouth", "ukwest"),
    US_DOD_EAST("usdodeast"),
    US_DOD_CENTRAL("usdodcentral");

    private final Set<String> regions;

    Geography(String... regions) {
        this.regions = Set.of(regions);
    }

    private static Optional<Geography> of(String region) {
        return Stream.of(values())
                .filter(geography -> geography.regions.contains(region))
                .findFirst();
    }

    /** Whether the two regions are known to be in different ones. */
    static boolean differ(String one, String other) {
        Optional<Geography> first = of(one);
        Optional<Geography> second = of(other);
        return first.isPresent() && second.isPresent() && first.get() != second.get();
    }
}
