package io.keysweep.azure;

import com.azure.identity.TokenCachePersistenceOptions;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * Native executable only: cuts the way to azure-identity's token cache on disk (1.18.1). Nobody asks for it here, and its
 * library, with JNA and the desktop's keyrings, is left out, so {@code PersistentTokenCacheImpl} could not be linked. This
 * constant is inlined where the login clients are built, and the branch behind it goes before it is analysed.
 */
@TargetClass(className = "com.azure.identity.implementation.IdentityClientOptions")
final class NoTokenCacheOnDisk {

    @Substitute
    public TokenCachePersistenceOptions getTokenCacheOptions() {
        return null;
    }
}
