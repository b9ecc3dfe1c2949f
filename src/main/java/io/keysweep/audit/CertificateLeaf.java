package io.keysweep.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A leaf of a certificate's tree: the backups that one chunk deleted.
 *
 * @param blobsDigest SHA-256 over the SHA-256 of each blob, in the order of the ids; hexadecimal
 * @param ids sorted
 */
@RegisterForReflection
@Schema(
        name = "CertificateLeaf",
        requiredProperties = {"slice", "chunk", "blobs_digest", "ids"})
record CertificateLeaf(int slice, int chunk, @JsonProperty("blobs_digest") String blobsDigest, List<String> ids) {}
