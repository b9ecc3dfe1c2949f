package io.keysweep.azure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A key's attributes with Azure's own names. Times are Unix seconds; what is not set is left out. Stored as JSON. For a new
 * key and for a change only {@code enabled}, {@code nbf}, {@code exp} and, when new, {@code exportable} count; what is null
 * is left to Azure.
 *
 * @param nbf not to be used before
 * @param exp not to be used after
 * @param recoveryLevel what deletion means; purging is possible if it contains {@code Purgeable}
 * @see <a href="https://learn.microsoft.com/rest/api/keyvault/keys/get-key/get-key">KeyAttributes</a>
 */
@Schema(name = "AzureKeyAttributes")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyAttributes(
        Boolean enabled, Long nbf, Long exp, Long created, Long updated, String recoveryLevel, Boolean exportable) {

    /** Nothing set. */
    public static final KeyAttributes NONE = new KeyAttributes(null, null, null, null, null, null, null);
}
