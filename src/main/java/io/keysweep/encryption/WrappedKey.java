package io.keysweep.encryption;

/**
 * A key as the wrapping key gave it back; both are stored side by side.
 *
 * @param bytes of use only with the wrapping key
 * @param wrappingKey names what wrapped it, with its version if it has versions
 */
public record WrappedKey(byte[] bytes, String wrappingKey) {}
