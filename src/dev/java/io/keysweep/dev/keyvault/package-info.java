/**
 * A Key Vault on this machine, for dev mode and tests; never packaged. It speaks the Azure Key Vault keys REST API over
 * HTTPS, so that the real Azure client talks to it unchanged. One port is one vault: the client reads name and version of
 * a key from the position of the path segments of its id, so a vault can't hide behind a path prefix.
 *
 * <p>State is in memory and goes with the process. Keys are real, but protect nothing: pairs are drawn from a small pool,
 * so many keys share one. Left out: import, rotation, release, secrets, certificates, access policies.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/keyvault/keys">Azure Key Vault keys REST API</a>
 */
package io.keysweep.dev.keyvault;
