package io.keysweep.audit;

import io.keysweep.azure.KeyIdentifier;
import io.keysweep.certificate.JwsAlgorithm;

/**
 * A version of the key in Azure Key Vault that signs; its public half is on record.
 *
 * @param id its URL is the {@code kid}
 * @param jwk the public half, RFC 7517
 */
record SigningVersion(KeyIdentifier id, JwsAlgorithm algorithm, String jwk) {}
