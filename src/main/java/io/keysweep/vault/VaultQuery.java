package io.keysweep.vault;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What a list of vaults may be narrowed by; repeated values mean any of them.
 *
 * @param name full names, {@code <azure name>::<subscription id>}
 * @param type {@code vault} or {@code managedHsm}
 */
public record VaultQuery(
        @RestQuery List<String> id,
        @RestQuery List<String> name,
        @RestQuery List<String> location,
        @RestQuery("cloud_name") List<String> cloudName,
        @RestQuery("subscription_id") List<String> subscriptionId,
        @RestQuery("subscription_name") List<String> subscriptionName,
        @RestQuery("job_config_id") List<String> jobConfigId,
        @Parameter(
                        schema =
                                @Schema(
                                        type = SchemaType.ARRAY,
                                        implementation = String.class,
                                        enumeration = {"vault", "managedHsm"}))
                @RestQuery
                List<String> type) {}
