/**
 * Checks deletion certificates and checkpoints of the audit, with a public key and nothing of the service: no database, no
 * configuration, no start. What is signed, how the tree is made and how a record's hash, is written down in package
 * {@code audit}, which issues them, and has what a key in Azure Key Vault signed checked here before it hands it out.
 *
 * <p>Rules: nothing here knows the rest of the service but {@code digest}, so that it can be read, and trusted, by itself.
 *
 * <p>Not guaranteed: that the key is ours. Whoever verifies has to know that from elsewhere.
 */
package io.keysweep.certificate;
