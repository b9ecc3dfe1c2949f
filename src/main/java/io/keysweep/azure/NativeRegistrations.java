package io.keysweep.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.keys.implementation.KeyClientImpl;
import com.azure.security.keyvault.keys.implementation.models.BackupKeyResult;
import com.azure.security.keyvault.keys.implementation.models.DeletedKeyBundle;
import com.azure.security.keyvault.keys.implementation.models.DeletedKeyItem;
import com.azure.security.keyvault.keys.implementation.models.DeletionRecoveryLevel;
import com.azure.security.keyvault.keys.implementation.models.JsonWebKeyEncryptionAlgorithm;
import com.azure.security.keyvault.keys.implementation.models.JsonWebKeySignatureAlgorithm;
import com.azure.security.keyvault.keys.implementation.models.KeyBundle;
import com.azure.security.keyvault.keys.implementation.models.KeyCreateParameters;
import com.azure.security.keyvault.keys.implementation.models.KeyImportParameters;
import com.azure.security.keyvault.keys.implementation.models.KeyItem;
import com.azure.security.keyvault.keys.implementation.models.KeyOperationResult;
import com.azure.security.keyvault.keys.implementation.models.KeyOperationsParameters;
import com.azure.security.keyvault.keys.implementation.models.KeyRestoreParameters;
import com.azure.security.keyvault.keys.implementation.models.KeySignParameters;
import com.azure.security.keyvault.keys.implementation.models.KeyUpdateParameters;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the native executable has to be told of the SDK's reflection, checked against azure-security-keyvault-keys 4.12.1
 * and azure-core 1.61.0. Their jars register the proxies and most of the rest, but the list of the keys jar still names the
 * models of an older release. The files in {@code META-INF/native-image} hold what annotations can't say: when classes are
 * initialised, {@code azure-core.properties} (the SDK's version for the User-Agent), and the one method of Vert.x that the
 * transport calls by reflection, so that it works with Vert.x 5 as well.
 */
final class NativeRegistrations {

    private NativeRegistrations() {}

    /**
     * Bodies of the calls that we make: the serializer looks for their {@code fromJson} and {@code toJson}
     * by name, and else falls back on fields, which yields empty objects.
     */
    @RegisterForReflection(
            targets = {
                BackupKeyResult.class,
                DeletedKeyBundle.class,
                DeletedKeyItem.class,
                KeyBundle.class,
                KeyCreateParameters.class,
                KeyImportParameters.class,
                KeyItem.class,
                KeyOperationResult.class,
                KeyOperationsParameters.class,
                KeyRestoreParameters.class,
                KeySignParameters.class,
                KeyUpdateParameters.class
            },
            fields = false)
    static final class Bodies {}

    /** Values within those bodies: made by their no-argument constructor, found by reflection. */
    @RegisterForReflection(
            targets = {
                DeletionRecoveryLevel.class,
                JsonWebKeyEncryptionAlgorithm.class,
                JsonWebKeySignatureAlgorithm.class
            },
            fields = false)
    static final class Values {}

    /** Made by their three-argument constructor, found by reflection, when a call fails. */
    @RegisterForReflection(
            targets = {
                ClientAuthenticationException.class,
                HttpResponseException.class,
                ResourceModifiedException.class,
                ResourceNotFoundException.class
            },
            fields = false)
    static final class Failures {}

    /** The annotations of its methods are the HTTP calls; its jar registers the proxy only. */
    @RegisterForReflection(targets = KeyClientImpl.KeyClientService.class, fields = false)
    static final class Calls {}
}
